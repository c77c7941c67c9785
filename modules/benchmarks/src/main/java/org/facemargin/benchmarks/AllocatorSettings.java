package org.facemargin.benchmarks;

import java.util.Map;

/**
 * How the C library of a side's process gets its memory. Both sides have the same.
 *
 * <p>glibc returns a large block to the system as soon as it is freed, and a step of libtorch frees
 * hundreds: where pages are dear, as in many virtual machines, faults are most of its time. Kept
 * memory is what PyTorch's own guide to CPU performance advises (huge pages, an allocator that
 * retains), and takes more of it at the peak.
 */
enum AllocatorSettings {
  /** Memory once taken stays, in huge pages where the system grants them. */
  KEPT(
      Map.of(
          "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1",
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "4294967296",
          "MALLOC_TRIM_THRESHOLD_", "17179869184",
          "MALLOC_TOP_PAD_", "268435456")),
  /** Huge pages where the system grants them; freed blocks go back to it. */
  HUGE(Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")),
  /** What the C library does by itself. */
  STOCK(Map.of());

  private final Map<String, String> variables;

  AllocatorSettings(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Environment variables of the process. */
  Map<String, String> variables() {
    return variables;
  }
}
