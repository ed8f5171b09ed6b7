#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace fitpack {

/// Allocates on cache-line boundaries, so that vector loads never straddle two lines.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: conversion required by the library
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

using AlignedVector = std::vector<double, CacheLineAllocator<double>>;

/// Columns of a row-major matrix are padded to a multiple of this, one cache line of doubles.
inline constexpr std::size_t column_padding = 8;
constexpr std::size_t padded(std::size_t n) {
  return (n + column_padding - 1) / column_padding * column_padding;
}

}  // namespace fitpack
