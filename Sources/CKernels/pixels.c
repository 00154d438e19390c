#include "variants.h"

static void pack(const uint8_t *rgb, size_t count, uint32_t *packed) {
  for (size_t i = 0; i < count; i++, rgb += 3) {
    packed[i] = (uint32_t)rgb[0] << 2 | (uint32_t)rgb[1] << 12 | (uint32_t)rgb[2] << 22;
  }
}

static void split(const uint8_t *rgb, size_t count, uint8_t *planes, size_t stride) {
  for (size_t i = 0; i < count; i++, rgb += 3) {
    planes[i] = rgb[0];
    planes[stride + i] = rgb[1];
    planes[2 * stride + i] = rgb[2];
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void pack_avx2(
  const uint8_t *rgb, size_t count, uint32_t *packed) {
  const __m256i spread = _mm256_setr_epi8(
    0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9,
    10, 11, -1);
  size_t i = 0;
  // 28 bytes are read for 8 pixels.
  for (; i + 10 <= count; i += 8) {
    const uint8_t *first = rgb + 3 * i;
    __m256i both = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)first)),
      _mm_loadu_si128((const __m128i *)(first + 12)), 1);
    __m256i pixels = _mm256_shuffle_epi8(both, spread);
    __m256i red = _mm256_slli_epi32(_mm256_and_si256(pixels, _mm256_set1_epi32(0xff)), 2);
    __m256i green = _mm256_slli_epi32(_mm256_and_si256(pixels, _mm256_set1_epi32(0xff00)), 4);
    __m256i blue = _mm256_slli_epi32(_mm256_and_si256(pixels, _mm256_set1_epi32(0xff0000)), 6);
    _mm256_storeu_si256(
      (__m256i *)(packed + i), _mm256_or_si256(_mm256_or_si256(red, green), blue));
  }
  pack(rgb + 3 * i, count - i, packed + i);
}

__attribute__((target("avx2"))) static void split_avx2(
  const uint8_t *rgb, size_t count, uint8_t *planes, size_t stride) {
  // Of 16 pixels in three vectors: where the samples of a channel lie in each of them.
  static const int8_t places[3][3][16] = {
    {{0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13}},
    {{1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14}},
    {{2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1},
     {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15}}};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i *from = (const __m128i *)(rgb + 3 * i);
    __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
    __m128i c = _mm_loadu_si128(from + 2);
    for (int channel = 0; channel < 3; channel++) {
      const __m128i *place = (const __m128i *)places[channel];
      __m128i samples = _mm_or_si128(
        _mm_or_si128(
          _mm_shuffle_epi8(a, _mm_loadu_si128(place)),
          _mm_shuffle_epi8(b, _mm_loadu_si128(place + 1))),
        _mm_shuffle_epi8(c, _mm_loadu_si128(place + 2)));
      _mm_storeu_si128((__m128i *)(planes + (size_t)channel * stride + i), samples);
    }
  }
  split(rgb + 3 * i, count - i, planes + i, stride);
}
#else
#define pack_avx2 pack
#define split_avx2 split
#endif

void ki67_pack_rgb(ki67_instructions set, const uint8_t *rgb, size_t count, uint32_t *packed) {
  (set == KI67_BASELINE ? pack : pack_avx2)(rgb, count, packed);
}

void ki67_split_rgb(
  ki67_instructions set, const uint8_t *rgb, size_t count, uint8_t *planes, size_t stride) {
  (set == KI67_BASELINE ? split : split_avx2)(rgb, count, planes, stride);
}
