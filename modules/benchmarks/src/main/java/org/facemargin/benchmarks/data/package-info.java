/**
 * What faces cost before they reach a network: decoding, loading, detection, alignment, each beside
 * OpenCV called directly. Entry type: {@link org.facemargin.benchmarks.data.DataBenchmark}.
 */
package org.facemargin.benchmarks.data;
