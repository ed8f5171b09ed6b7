#pragma once

namespace fitpack {

/// Gives memory that was freed back to the operating system, which allocators put off: on a node
/// of many ranks it is better used by another rank, or for what comes next. Milliseconds.
void return_freed_memory();

}  // namespace fitpack
