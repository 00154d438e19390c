// Decision trees, see `trees.c`.

/// Adds the leftmost possible leaf of each lane.
ALWAYS_INLINE void VARIANT(add_leaves)(const float *leaves, const bits *possible, float *sums) {
#if LANES_BYTES == 64
  // The exponent of the lowest bit is its place, which picks one of 32 leaves in two vectors.
  __m512i lowest = (__m512i)(*possible & -*possible);
  __m512i exponents = _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepu32_ps(lowest)), 23);
  __m512i places = _mm512_sub_epi32(exponents, _mm512_set1_epi32(127));
  __m512 found =
    _mm512_permutex2var_ps(_mm512_loadu_ps(leaves), places, _mm512_loadu_ps(leaves + 16));
  _mm512_storeu_ps(sums, _mm512_add_ps(_mm512_loadu_ps(sums), found));
#else
  for (int lane = 0; lane < KI67_BATCH; lane++) {
    sums[lane] += leaves[__builtin_ctz((*possible)[lane])];
  }
#endif
}

static void VARIANT(add)(const ki67_trees *trees, const float *values, float *sums) {
  const ki67_split *split = trees->splits;
  for (size_t tree = 0; tree < trees->count; tree++) {
    bits possible = {};
    possible = ~possible;
    for (const ki67_split *end = trees->splits + trees->ends[tree]; split < end; split++) {
      numbers value;
      memcpy(&value, values + split->feature * KI67_BATCH, sizeof value);
      possible &= (bits)(value <= split->threshold) | split->right_leaves;
    }
    VARIANT(add_leaves)(trees->leaves + tree * MOST_LEAVES, &possible, sums);
  }
}
