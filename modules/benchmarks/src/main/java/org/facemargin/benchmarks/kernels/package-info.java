/**
 * JMH benchmarks of single kernels, run by {@code facemargin bench kernels}. A benchmark is a class
 * here with JMH's annotations; what it measures lives in the modules.
 */
package org.facemargin.benchmarks.kernels;
