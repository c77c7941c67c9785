// Comes after the kernels: what EmulatedDevice calls.
static const std::map<std::string, void (*)(void**)> KERNELS = {
    FACEMARGIN_KERNEL(row_norms),
    FACEMARGIN_KERNEL(scale_rows),
    FACEMARGIN_KERNEL(gather_rows),
    FACEMARGIN_KERNEL(to_bfloat16),
    FACEMARGIN_KERNEL(target_cosines),
    FACEMARGIN_KERNEL(target_margins),
    FACEMARGIN_KERNEL(fold_tile),
    FACEMARGIN_KERNEL(finish_rows),
    FACEMARGIN_KERNEL(gradient_tile),
#ifdef FACEMARGIN_ALPHA
    FACEMARGIN_KERNEL(alpha_rows),
    FACEMARGIN_KERNEL(alpha_gradient),
#endif
    FACEMARGIN_KERNEL(embedding_gradient),
    FACEMARGIN_KERNEL(centre_gradient),
    FACEMARGIN_KERNEL(centre_update),
};

extern "C" int facemargin_launch(const char* name, int grid_x, int grid_y, void** arguments) {
  auto found = KERNELS.find(name);
  if (found == KERNELS.end()) return 1;
  fibers::kernel = found->second;
  fibers::arguments = arguments;
  gridDim = {grid_x, grid_y, 1};
  for (int y = 0; y < grid_y; y++) {
    for (int x = 0; x < grid_x; x++) {
      blockIdx = {x, y, 0};
      fibers::run_block();
    }
  }
  return 0;
}
