// Vectors of 16-bit numbers of `LANES_BYTES` bytes, by the same names for every instruction set.
// Included once for each set, after the names of the last one were given up.
#undef lanes
#undef LANES
#undef LOAD
#undef STORE
#undef SPREAD
#undef ADD
#undef SUBTRACT
#undef SMALLER
#undef LARGER
#undef HIGH_PRODUCT
#undef UNSIGNED_HIGH_PRODUCT
#undef HALF
#undef GREATER
#undef AND
#undef LOGICAL_HALF
#undef NOT_AND

#define LANES (LANES_BYTES / 2)

#if LANES_BYTES == 64
#define lanes __m512i
#define LOAD(p) _mm512_loadu_si512(p)
#define STORE(p, v) _mm512_storeu_si512(p, v)
#define SPREAD(x) _mm512_set1_epi16((int16_t)(x))
#define ADD(a, b) _mm512_add_epi16(a, b)
#define SUBTRACT(a, b) _mm512_sub_epi16(a, b)
#define SMALLER(a, b) _mm512_min_epi16(a, b)
#define LARGER(a, b) _mm512_max_epi16(a, b)
#define HIGH_PRODUCT(a, b) _mm512_mulhi_epi16(a, b)
#define UNSIGNED_HIGH_PRODUCT(a, b) _mm512_mulhi_epu16(a, b)
#define HALF(a) _mm512_srai_epi16(a, 1)
#define LOGICAL_HALF(a) _mm512_srli_epi16(a, 1)
#define GREATER(a, b) _mm512_movm_epi16(_mm512_cmpgt_epi16_mask(a, b))
#define AND(a, b) _mm512_and_si512(a, b)
#define NOT_AND(a, b) _mm512_andnot_si512(a, b)
#elif LANES_BYTES == 32
#define lanes __m256i
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define STORE(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define SPREAD(x) _mm256_set1_epi16((int16_t)(x))
#define ADD(a, b) _mm256_add_epi16(a, b)
#define SUBTRACT(a, b) _mm256_sub_epi16(a, b)
#define SMALLER(a, b) _mm256_min_epi16(a, b)
#define LARGER(a, b) _mm256_max_epi16(a, b)
#define HIGH_PRODUCT(a, b) _mm256_mulhi_epi16(a, b)
#define UNSIGNED_HIGH_PRODUCT(a, b) _mm256_mulhi_epu16(a, b)
#define HALF(a) _mm256_srai_epi16(a, 1)
#define GREATER(a, b) _mm256_cmpgt_epi16(a, b)
#define AND(a, b) _mm256_and_si256(a, b)
#define NOT_AND(a, b) _mm256_andnot_si256(a, b)
#define LOGICAL_HALF(a) _mm256_srli_epi16(a, 1)
#elif defined(__x86_64__)
#define lanes __m128i
#define LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define STORE(p, v) _mm_storeu_si128((__m128i *)(p), v)
#define SPREAD(x) _mm_set1_epi16((int16_t)(x))
#define ADD(a, b) _mm_add_epi16(a, b)
#define SUBTRACT(a, b) _mm_sub_epi16(a, b)
#define SMALLER(a, b) _mm_min_epi16(a, b)
#define LARGER(a, b) _mm_max_epi16(a, b)
#define HIGH_PRODUCT(a, b) _mm_mulhi_epi16(a, b)
#define UNSIGNED_HIGH_PRODUCT(a, b) _mm_mulhi_epu16(a, b)
#define HALF(a) _mm_srai_epi16(a, 1)
#define GREATER(a, b) _mm_cmpgt_epi16(a, b)
#define AND(a, b) _mm_and_si128(a, b)
#define NOT_AND(a, b) _mm_andnot_si128(a, b)
#define LOGICAL_HALF(a) _mm_srli_epi16(a, 1)
#else
#define lanes int16_lanes
#define LOAD(p) load_lanes(p)
#define STORE(p, v) store_lanes(p, v)
#define SPREAD(x) ((int16_t)(x) - (int16_lanes){})
#define ADD(a, b) ((int16_lanes)((uint16_lanes)(a) + (uint16_lanes)(b)))
#define SUBTRACT(a, b) ((int16_lanes)((uint16_lanes)(a) - (uint16_lanes)(b)))
#define SMALLER(a, b) __builtin_elementwise_min(a, b)
#define LARGER(a, b) __builtin_elementwise_max(a, b)
#define HIGH_PRODUCT(a, b)                                                                       \
  __builtin_convertvector(                                                                       \
    __builtin_convertvector(a, int32_lanes) * __builtin_convertvector(b, int32_lanes) >> 16,     \
    int16_lanes)
#define UNSIGNED_HIGH_PRODUCT(a, b)                                                              \
  ((int16_lanes)__builtin_convertvector(                                                         \
    __builtin_convertvector((uint16_lanes)(a), uint32_lanes)                                     \
        * __builtin_convertvector((uint16_lanes)(b), uint32_lanes)                               \
      >> 16,                                                                                     \
    uint16_lanes))
#define HALF(a) ((a) >> 1)
#define GREATER(a, b) ((int16_lanes)((a) > (b)))
#define AND(a, b) ((a) & (b))
#define NOT_AND(a, b) (~(a) & (b))
#define LOGICAL_HALF(a) ((int16_lanes)((uint16_lanes)(a) >> 1))
#endif
