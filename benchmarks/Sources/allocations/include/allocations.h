#ifndef KI67_ALLOCATIONS_H
#define KI67_ALLOCATIONS_H

#include <stdint.h>

/// Blocks that were asked for so far, by all threads.
uint64_t ki67_allocations(void);

#endif
