/**
 * What faces cost before they reach a network: decoding, loading, detection, alignment, each beside
 * OpenCV called directly, and detectors beside each other. Entry types: {@link
 * org.facemargin.benchmarks.data.DataBenchmark}, {@link
 * org.facemargin.benchmarks.data.DetectorBenchmark}.
 */
package org.facemargin.benchmarks.data;
