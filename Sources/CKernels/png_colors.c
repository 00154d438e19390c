#include "CKernels.h"

void ki67_rgb_of_gray(const uint8_t *gray, size_t count, uint8_t *rgb) {
  for (size_t i = 0; i < count; i++, rgb += 3) rgb[0] = rgb[1] = rgb[2] = gray[i];
}

int ki67_rgb_of_palette(
  const uint8_t *indices, size_t count, const uint8_t *palette, size_t entries, uint8_t *rgb) {
  uint8_t largest = 0;
  for (size_t i = 0; i < count; i++) largest = indices[i] > largest ? indices[i] : largest;
  if (count > 0 && largest >= entries) return 0;
  for (size_t i = 0; i < count; i++, rgb += 3) {
    const uint8_t *color = palette + 3 * indices[i];
    rgb[0] = color[0], rgb[1] = color[1], rgb[2] = color[2];
  }
  return 1;
}

static size_t translucent_pixels(const uint8_t *rgba, size_t count) {
  size_t translucent = 0;
  for (size_t i = 0; i < count; i++) translucent += rgba[4 * i + 3] != 255;
  return translucent;
}

size_t ki67_rgb_of_rgba(const uint8_t *rgba, size_t count, uint8_t *rgb) {
  const uint8_t *first = rgba;
  unsigned common = 255;
  for (size_t i = 0; i < count; i++, rgba += 4, rgb += 3) {
    unsigned alpha = rgba[3];
    common &= alpha;
    for (int channel = 0; channel < 3; channel++) {
      // Nearly all pixels are opaque, and a division takes long.
      rgb[channel] = alpha == 255
        ? rgba[channel]
        : (uint8_t)((rgba[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return common == 255 ? 0 : translucent_pixels(first, count);
}
