// Lets g++ compile CUDA kernels for the CPU: blocks run one after the other, the threads of a block are fibers that take
// turns, and a fiber that reaches __syncthreads() waits until every other has.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>
#include <setjmp.h>
#include <ucontext.h>

#define __device__
#define __global__
#define __shared__ static

struct Index { int x, y, z; };
static Index threadIdx, blockIdx, gridDim;

static unsigned int __float_as_uint(float value) {
  unsigned int bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

namespace fibers {
static const int COUNT = 256;
static const size_t STACK_BYTES = 64 * 1024;
static std::vector<char> stacks;
static jmp_buf scheduler, fiber[COUNT];
static ucontext_t start, origin;
static bool finished[COUNT];
static void (*kernel)(void**);
static void** arguments;

// A context is entered once with swapcontext, which makes a system call; every later turn is a jump, which makes none.
static void body() {
  int self = threadIdx.x;
  kernel(arguments);
  finished[self] = true;
  _longjmp(scheduler, 1);
}

static void enter(int index) {
  getcontext(&start);
  start.uc_stack.ss_sp = stacks.data() + index * STACK_BYTES;
  start.uc_stack.ss_size = STACK_BYTES;
  start.uc_link = nullptr;
  makecontext(&start, body, 0);
  if (_setjmp(scheduler) == 0) swapcontext(&origin, &start);
}

static void resume(int index) {
  if (_setjmp(scheduler) == 0) _longjmp(fiber[index], 1);
}

static void run_block() {
  stacks.resize(COUNT * STACK_BYTES);
  bool running = false;
  for (int i = 0; i < COUNT; i++) {
    finished[i] = false;
    threadIdx = {i, 0, 0};
    enter(i);
    running |= !finished[i];
  }
  while (running) {
    running = false;
    for (int i = 0; i < COUNT; i++) {
      if (finished[i]) continue;
      threadIdx = {i, 0, 0};
      resume(i);
      running |= !finished[i];
    }
  }
}
}  // namespace fibers

static void __syncthreads() {
  if (_setjmp(fibers::fiber[threadIdx.x]) == 0) _longjmp(fibers::scheduler, 1);
}

template <class... A, size_t... I>
static void call(void (*kernel)(A...), void** values, std::index_sequence<I...>) {
  kernel(*(A*)values[I]...);
}

#define FACEMARGIN_KERNEL(name) \
  {#name, [](void** values) { call_all(name, values); }}

template <class... A>
static void call_all(void (*kernel)(A...), void** values) {
  call(kernel, values, std::index_sequence_for<A...>{});
}
