// The margin head on a GPU: everything of a step but the three matrix products.
//
// In front of this text the host puts the loss: FACEMARGIN_SCALE, facemargin_target, facemargin_wrong_class,
// facemargin_norm_penalty, and FACEMARGIN_ALPHA, FACEMARGIN_LOG_TARGET_REFERENCE for an alpha-divergence link.
//
// Letters: N rows (embeddings), C classes, d components, T classes of a tile. Matrices are row-major. `products` holds
// x̂_i · W_j, so that a cosine is products · inverse_norm[j]. Blocks have FACEMARGIN_THREADS threads.

#define FACEMARGIN_THREADS 256

// ---- reductions over a block; every thread gets the result ------------------------------------------------------------

__device__ static float block_sum(float value, float* shared) {
  __syncthreads();
  shared[threadIdx.x] = value;
  __syncthreads();
  for (int half = FACEMARGIN_THREADS / 2; half > 0; half >>= 1) {
    if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
    __syncthreads();
  }
  return shared[0];
}

__device__ static float block_max(float value, float* shared) {
  __syncthreads();
  shared[threadIdx.x] = value;
  __syncthreads();
  for (int half = FACEMARGIN_THREADS / 2; half > 0; half >>= 1) {
    if (threadIdx.x < half) shared[threadIdx.x] = fmaxf(shared[threadIdx.x], shared[threadIdx.x + half]);
    __syncthreads();
  }
  return shared[0];
}

// The product of a unit row and a centre as a cosine, which rounding must not put outside of [-1, 1].
__device__ static float cosine_of(float product, float inverse) {
  return fminf(1.0f, fmaxf(-1.0f, product * inverse));
}

// ---- rows ---------------------------------------------------------------------------------------------------------------

// One block a row: norms and their inverses; 0 for a row without direction, which so has cosine 0 and no gradient.
extern "C" __global__ void row_norms(const float* rows, int dimension, float* norm, float* inverse) {
  __shared__ float shared[FACEMARGIN_THREADS];
  const float* row = rows + (size_t)blockIdx.x * dimension;
  float sum = 0.0f;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) sum += row[k] * row[k];
  float length = sqrtf(block_sum(sum, shared));
  if (threadIdx.x == 0) {
    norm[blockIdx.x] = length;
    inverse[blockIdx.x] = length > 1e-12f ? 1.0f / length : 0.0f;
  }
}

// One block a row: unit rows.
extern "C" __global__ void scale_rows(const float* rows, const float* factor, int dimension, float* scaled) {
  size_t start = (size_t)blockIdx.x * dimension;
  float by = factor[blockIdx.x];
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) scaled[start + k] = rows[start + k] * by;
}

// One block a row: chosen rows side by side.
extern "C" __global__ void gather_rows(const float* rows, const int* chosen, int dimension, float* gathered) {
  const float* from = rows + (size_t)chosen[blockIdx.x] * dimension;
  float* to = gathered + (size_t)blockIdx.x * dimension;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) to[k] = from[k];
}

// A grid of threads: float32 to the nearest bfloat16, ties to even, kept in its upper half.
extern "C" __global__ void to_bfloat16(const float* from, long long count, unsigned short* to) {
  long long stride = (long long)gridDim.x * FACEMARGIN_THREADS;
  for (long long i = (long long)blockIdx.x * FACEMARGIN_THREADS + threadIdx.x; i < count; i += stride) {
    unsigned int bits = __float_as_uint(from[i]);
    to[i] = (unsigned short)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
  }
}

// ---- the target -----------------------------------------------------------------------------------------------------------

// One block a row: the target cosine, in float32 whatever the precision of the products.
extern "C" __global__ void target_cosines(
    const float* unit_embeddings, const float* centres, const float* inverse_norm, const int* labels, int dimension,
    float* cosine) {
  __shared__ float shared[FACEMARGIN_THREADS];
  int label = labels[blockIdx.x];
  const float* x = unit_embeddings + (size_t)blockIdx.x * dimension;
  const float* w = centres + (size_t)label * dimension;
  float sum = 0.0f;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) sum += x[k] * w[k];
  float dot = block_sum(sum, shared);
  if (threadIdx.x == 0) cosine[blockIdx.x] = cosine_of(dot, inverse_norm[label]);
}

// One thread a row: the target margin and its derivatives.
extern "C" __global__ void target_margins(
    const float* cosine, const float* norm, const float* state, int count, float* z, float* z_by_cosine,
    float* z_by_norm) {
  int i = blockIdx.x * FACEMARGIN_THREADS + threadIdx.x;
  if (i < count) facemargin_target(cosine[i], norm[i], state, z + i, z_by_cosine + i, z_by_norm + i);
}

// ---- softmax cross-entropy --------------------------------------------------------------------------------------------------

// One block a row: folds a tile's wrong-class logits into the running maximum and the running sum of exponentials.
extern "C" __global__ void fold_tile(
    const float* products, long long stride, const float* inverse_norm, const int* labels, const float* cosine,
    const float* norm, const float* state, int first_class, int tile, float* row_maximum, float* row_sum) {
  __shared__ float shared[FACEMARGIN_THREADS];
  int i = blockIdx.x;
  const float* row = products + (size_t)i * stride;
  int target = labels[i] - first_class;
  float target_cosine = cosine[i];
  float length = norm[i];
  float maximum = -3.0e38f;
  float sum = 0.0f;
  for (int j = threadIdx.x; j < tile; j += FACEMARGIN_THREADS) {
    if (j == target) continue;
    float c = cosine_of(row[j], inverse_norm[first_class + j]);
    float w, by_cosine;
    facemargin_wrong_class(c, target_cosine, length, state, &w, &by_cosine);
    float logit = FACEMARGIN_SCALE * w;
    if (logit > maximum) {
      sum = sum * expf(maximum - logit) + 1.0f;
      maximum = logit;
    } else {
      sum += expf(logit - maximum);
    }
  }
  float before = first_class == 0 ? -3.0e38f : row_maximum[i];
  float earlier = first_class == 0 ? 0.0f : row_sum[i];
  float highest = fmaxf(before, block_max(maximum, shared));
  float total = block_sum(sum * expf(maximum - highest), shared);
  if (threadIdx.x == 0) {
    row_maximum[i] = highest;
    row_sum[i] = total + earlier * expf(before - highest);
  }
}

// One thread a row: the loss, the log-sum-exp, and what the target's logit and norm receive.
extern "C" __global__ void finish_rows(
    const float* row_maximum, const float* row_sum, const float* z, const float* z_by_cosine, const float* z_by_norm,
    const float* norm, int count, float* log_sum, float* loss, float* target_coefficient, float* by_norm) {
  int i = blockIdx.x * FACEMARGIN_THREADS + threadIdx.x;
  if (i >= count) return;
  float logit = FACEMARGIN_SCALE * z[i];
  float highest = fmaxf(row_maximum[i], logit);
  float others = row_sum[i] * expf(row_maximum[i] - highest);
  float total = others + expf(logit - highest);
  float penalty, penalty_by_norm;
  facemargin_norm_penalty(norm[i], &penalty, &penalty_by_norm);
  float by_logit = -others / total;  // p_y - 1, without cancellation
  log_sum[i] = highest + logf(total);
  loss[i] = log_sum[i] - logit + penalty;
  target_coefficient[i] = by_logit * FACEMARGIN_SCALE * z_by_cosine[i] / count;
  by_norm[i] = (by_logit * FACEMARGIN_SCALE * z_by_norm[i] + penalty_by_norm) / count;
}

// A grid (tile blocks, rows): the products become dL/d(x̂·W), ready for the two backward products.
extern "C" __global__ void gradient_tile(
    float* products, long long stride, const float* inverse_norm, const int* labels, const float* cosine,
    const float* norm, const float* state, const float* log_sum, const float* target_coefficient, int count,
    int first_class, int tile) {
  int j = blockIdx.x * FACEMARGIN_THREADS + threadIdx.x;
  int i = blockIdx.y;
  if (j >= tile) return;
  float* cell = products + (size_t)i * stride + j;
  float inverse = inverse_norm[first_class + j];
  if (first_class + j == labels[i]) {
    *cell = target_coefficient[i] * inverse;
    return;
  }
  float c = cosine_of(*cell, inverse);
  float w, by_cosine;
  facemargin_wrong_class(c, cosine[i], norm[i], state, &w, &by_cosine);
  float posterior = expf(FACEMARGIN_SCALE * w - log_sum[i]);
  *cell = posterior * FACEMARGIN_SCALE * by_cosine * inverse / count;
}

// ---- alpha-divergence: p_j = q_j [1 + (a-1)(logit_j - tau)]_+^(1/(a-1)) --------------------------------------------------------
#ifdef FACEMARGIN_ALPHA

__device__ static float posterior_of(float logit_minus_tau, float reference) {
  float base = 1.0f + (FACEMARGIN_ALPHA - 1.0f) * logit_minus_tau;
  return base > 0.0f ? reference * powf(base, 1.0f / (FACEMARGIN_ALPHA - 1.0f)) : 0.0f;
}

// One block a row, all C products of the row at hand: turns products into logits less the row's largest, finds tau by
// bisection of a guaranteed bracket, and from it the loss. Wrong classes have q = 1.
extern "C" __global__ void alpha_rows(
    const float* products, long long stride, const float* inverse_norm, const int* labels, const float* cosine,
    const float* norm, const float* state, const float* z, const float* z_by_cosine, const float* z_by_norm, int count,
    int classes, float* largest_logit, float* threshold, float* normaliser, float* loss, float* target_coefficient,
    float* by_norm) {
  __shared__ float shared[FACEMARGIN_THREADS];
  int i = blockIdx.x;
  const float* row = products + (size_t)i * stride;
  int target = labels[i];
  float reference = expf(FACEMARGIN_LOG_TARGET_REFERENCE);
  float target_logit = FACEMARGIN_SCALE * z[i];
  float w, by_cosine;

  float wrong = -3.0e38f;
  for (int j = threadIdx.x; j < classes; j += FACEMARGIN_THREADS) {
    if (j == target) continue;
    facemargin_wrong_class(cosine_of(row[j], inverse_norm[j]), cosine[i], norm[i], state, &w, &by_cosine);
    wrong = fmaxf(wrong, FACEMARGIN_SCALE * w);
  }
  wrong = block_max(wrong, shared);
  float largest = fmaxf(wrong, target_logit);
  float power = FACEMARGIN_ALPHA - 1.0f;
  float target_bound = target_logit - largest - (expf(-power * FACEMARGIN_LOG_TARGET_REFERENCE) - 1.0f) / power;
  float low = fmaxf(wrong - largest, target_bound);
  float high = -(powf(reference + (classes - 1), -power) - 1.0f) / power;
  for (int step = 0; step < 40; step++) {
    float middle = 0.5f * (low + high);
    float sum = 0.0f;
    for (int j = threadIdx.x; j < classes; j += FACEMARGIN_THREADS) {
      if (j == target) continue;
      facemargin_wrong_class(cosine_of(row[j], inverse_norm[j]), cosine[i], norm[i], state, &w, &by_cosine);
      sum += posterior_of(FACEMARGIN_SCALE * w - largest - middle, 1.0f);
    }
    sum = block_sum(sum, shared) + posterior_of(target_logit - largest - middle, reference);
    if (sum >= 1.0f) low = middle; else high = middle;
  }

  // <p, logits> and the sum of p^a q^(1-a), with p made to sum to one exactly.
  float sum = 0.0f, weighted = 0.0f, powers = 0.0f;
  for (int j = threadIdx.x; j < classes; j += FACEMARGIN_THREADS) {
    if (j == target) continue;
    facemargin_wrong_class(cosine_of(row[j], inverse_norm[j]), cosine[i], norm[i], state, &w, &by_cosine);
    float logit = FACEMARGIN_SCALE * w - largest;
    float p = posterior_of(logit - low, 1.0f);
    sum += p;
    weighted += p * logit;
    powers += p > 0.0f ? powf(p, FACEMARGIN_ALPHA) : 0.0f;
  }
  float p_target = posterior_of(target_logit - largest - low, reference);
  float others = block_sum(sum, shared);
  weighted = block_sum(weighted, shared) + p_target * (target_logit - largest);
  powers = block_sum(powers, shared)
      + (p_target > 0.0f ? powf(p_target, FACEMARGIN_ALPHA) * powf(reference, -power) : 0.0f);
  float total = others + p_target;
  if (threadIdx.x == 0) {
    float penalty, penalty_by_norm;
    facemargin_norm_penalty(norm[i], &penalty, &penalty_by_norm);
    float entropy = (powf(reference, -power) - powers / powf(total, FACEMARGIN_ALPHA)) / (FACEMARGIN_ALPHA * power);
    float by_logit = -others / total;
    largest_logit[i] = largest;
    threshold[i] = low;
    normaliser[i] = 1.0f / total;
    loss[i] = weighted / total - (target_logit - largest) + entropy + penalty;
    target_coefficient[i] = by_logit * FACEMARGIN_SCALE * z_by_cosine[i] / count;
    by_norm[i] = (by_logit * FACEMARGIN_SCALE * z_by_norm[i] + penalty_by_norm) / count;
  }
}

// A grid (class blocks, rows): as gradient_tile, over all classes.
extern "C" __global__ void alpha_gradient(
    float* products, long long stride, const float* inverse_norm, const int* labels, const float* cosine,
    const float* norm, const float* state, const float* largest_logit, const float* threshold, const float* normaliser,
    const float* target_coefficient, int count, int classes) {
  int j = blockIdx.x * FACEMARGIN_THREADS + threadIdx.x;
  int i = blockIdx.y;
  if (j >= classes) return;
  float* cell = products + (size_t)i * stride + j;
  float inverse = inverse_norm[j];
  if (j == labels[i]) {
    *cell = target_coefficient[i] * inverse;
    return;
  }
  float w, by_cosine;
  facemargin_wrong_class(cosine_of(*cell, inverse), cosine[i], norm[i], state, &w, &by_cosine);
  float p = posterior_of(FACEMARGIN_SCALE * w - largest_logit[i] - threshold[i], 1.0f) * normaliser[i];
  *cell = p * FACEMARGIN_SCALE * by_cosine * inverse / count;
}
#endif

// ---- back through the normalisations ----------------------------------------------------------------------------------------

// One block a row: dL/dx = (g - (g·x̂) x̂) / |x| + dL/d|x| x̂, g being dL/dx̂.
extern "C" __global__ void embedding_gradient(
    const float* by_unit, const float* unit_embeddings, const float* inverse_norm, const float* by_norm, int dimension,
    float* gradient) {
  __shared__ float shared[FACEMARGIN_THREADS];
  size_t start = (size_t)blockIdx.x * dimension;
  float sum = 0.0f;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS)
    sum += by_unit[start + k] * unit_embeddings[start + k];
  float along = block_sum(sum, shared);
  float inverse = inverse_norm[blockIdx.x];
  float radial = by_norm[blockIdx.x];
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) {
    float unit = unit_embeddings[start + k];
    gradient[start + k] = (by_unit[start + k] - along * unit) * inverse + radial * unit;
  }
}

// One block a class of the tile, E_j = (1/|W_j|) dL/dŴ_j: dL/dW_j = E_j - (E_j·Ŵ_j) Ŵ_j, in place.
extern "C" __global__ void centre_gradient(
    float* tile_gradient, const float* centres, const float* inverse_norm, int dimension) {
  __shared__ float shared[FACEMARGIN_THREADS];
  float* g = tile_gradient + (size_t)blockIdx.x * dimension;
  const float* w = centres + (size_t)blockIdx.x * dimension;
  float inverse = inverse_norm[blockIdx.x];
  float sum = 0.0f;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) sum += g[k] * w[k] * inverse;
  float along = block_sum(sum, shared);
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) g[k] -= along * w[k] * inverse;
}

// One block a class of the tile: SGD as PyTorch defines it, v = momentum v + g + decay w; w = w - rate v.
// `row_of` names the class each tile row belongs to (sampled classes), or is null where they are in order from first_class.
extern "C" __global__ void centre_update(
    const float* gradient, const int* row_of, int first_class, int dimension, const float* rate_momentum_decay,
    float* centres, float* velocity) {
  size_t row = row_of ? (size_t)row_of[blockIdx.x] : (size_t)first_class + blockIdx.x;
  const float* g = gradient + (size_t)blockIdx.x * dimension;
  float* w = centres + row * dimension;
  float* v = velocity + row * dimension;
  for (int k = threadIdx.x; k < dimension; k += FACEMARGIN_THREADS) {
    float moved = rate_momentum_decay[1] * v[k] + g[k] + rate_momentum_decay[2] * w[k];
    v[k] = moved;
    w[k] -= rate_momentum_decay[0] * moved;
  }
}
