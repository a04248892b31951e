#pragma once

/// Sixteen floats side by side: `SIMD16<Float>` in Swift.
typedef float floats16 __attribute__((ext_vector_type(16)));

/// a · b + c, rounded once: one instruction, for which Swift's own word is a loop over elements.
static inline __attribute__((always_inline)) floats16 fusedMultiplyAdd(
    floats16 a, floats16 b, floats16 c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// Asks for the cache line at an address, and does not wait for it.
static inline __attribute__((always_inline)) void prefetch(const void *address) {
  __builtin_prefetch(address);
}
