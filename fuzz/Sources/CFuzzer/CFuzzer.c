#include "CFuzzer.h"

/// What libFuzzer's own main would call; the linker wants it, though that main is never used.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  (void)data;
  (void)size;
  return -1;
}
