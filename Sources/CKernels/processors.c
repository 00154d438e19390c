#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "CKernels.h"

size_t ki67_allowed_processors(int32_t *numbers, size_t capacity) {
  size_t count = 0;
#if defined(__linux__)
  cpu_set_t set;
  // Fails on machines with more processors than the set has room for.
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  for (int32_t number = 0; number < CPU_SETSIZE && count < capacity; number++) {
    if (CPU_ISSET(number, &set)) numbers[count++] = number;
  }
#else
  (void)numbers, (void)capacity;
#endif
  return count;
}
