package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.algorithm.convolution_direct;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.facemargin.backbones.layers.Convolution;

/** Any convolution, by oneDNN's own primitives. */
final class DirectConvolution implements ConvolutionKernel {

  /** Mask of an argument that has one value a channel. */
  private static final int EACH_CHANNEL = 1 << 1;

  /** Argument number of the first operation afterwards, where that is a PReLU. */
  private static final int SLOPES = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_WEIGHTS;

  private final String name;
  private final Convolution layer;

  /**
   * @param name what it is called where it falls to slow code
   */
  DirectConvolution(String name, Convolution layer) {
    this.name = name;
    this.layer = layer;
  }

  private convolution_forward.primitive_desc descriptor(memory.desc input, memory.desc output) {
    return LayerPrimitives.convolution(layer, prop_kind.forward_training, input, output);
  }

  @Override
  public Operand forward(Program program, Operand x, Operand weight, memory.desc output) {
    var forward = descriptor(x.layout(), output);
    note(program, Pass.FORWARD, forward.impl_info_str().getString());
    account(program, "convolution forward", x.layout());
    Operand y = program.buffer(output);
    program.add(
        "convolution forward",
        new convolution_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, program.reordered(weight, forward.weights_desc()))
            .with(DNNL_ARG_DST, y));
    return y;
  }

  @Override
  public void inference(
      Program program, Operand x, FoldedConvolution parameters, Finish finish, Operand target) {
    post_ops after = new post_ops();
    if (finish.adds()) {
      after.append_sum();
    }
    if (finish.slope().isPresent()) {
      after.append_prelu(EACH_CHANNEL);
    }
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    var forward = LayerPrimitives.convolution(layer, x.layout(), target.layout(), attributes);
    note(program, Pass.FORWARD, forward.impl_info_str().getString());
    account(program, "convolution forward", x.layout());
    Program.Arguments arguments =
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, parameters.weight(forward.weights_desc()))
            .with(DNNL_ARG_BIAS, finish.bias())
            .with(DNNL_ARG_DST, target);
    finish.slope().ifPresent(slope -> arguments.with(SLOPES, slope));
    program.add("convolution forward", new convolution_forward(forward), arguments);
  }

  @Override
  public void weightGradient(Program program, Operand x, Operand gy, Operand target) {
    var backward =
        new convolution_backward_weights.primitive_desc(
            OneDnn.ENGINE,
            convolution_direct,
            x.layout(),
            OneDnn.any(Layouts.kernelExtents(layer)),
            gy.layout(),
            LayerPrimitives.strides(layer),
            LayerPrimitives.padding(layer),
            LayerPrimitives.padding(layer),
            descriptor(x.layout(), gy.layout()),
            OneDnn.DEFAULTS,
            false);
    note(program, Pass.WEIGHT_GRADIENT, backward.impl_info_str().getString());
    account(program, "convolution weight gradient", x.layout());
    Operand gw = program.sameOrBuffer(target, backward.diff_weights_desc());
    program.add(
        "convolution weight gradient",
        new convolution_backward_weights(backward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_DIFF_DST, gy)
            .with(DNNL_ARG_DIFF_WEIGHTS, gw));
    program.deliver(gw, target);
  }

  @Override
  public Operand dataGradient(Program program, Operand gy, Operand weight, memory.desc input) {
    var backward =
        new convolution_backward_data.primitive_desc(
            OneDnn.ENGINE,
            convolution_direct,
            input,
            OneDnn.any(Layouts.kernelExtents(layer)),
            gy.layout(),
            LayerPrimitives.strides(layer),
            LayerPrimitives.padding(layer),
            LayerPrimitives.padding(layer),
            descriptor(input, gy.layout()),
            OneDnn.DEFAULTS,
            false);
    note(program, Pass.DATA_GRADIENT, backward.impl_info_str().getString());
    account(program, "convolution data gradient", input);
    Operand gx = program.buffer(input);
    program.add(
        "convolution data gradient",
        new convolution_backward_data(backward),
        new Program.Arguments()
            .with(DNNL_ARG_DIFF_DST, gy)
            .with(DNNL_ARG_WEIGHTS, program.reordered(weight, backward.weights_desc()))
            .with(DNNL_ARG_DIFF_SRC, gx));
    return gx;
  }

  private void account(Program program, String kind, memory.desc input) {
    var extents = input.get_dims();
    TensorShape shape =
        new TensorShape((int) extents.get(1), (int) extents.get(2), (int) extents.get(3));
    program.account(kind, LayerPrimitives.operations(layer, (int) extents.get(0), shape));
  }

  private void note(Program program, Pass pass, String implementation) {
    program.noteImplementation(name + " " + pass.words(), implementation);
  }
}
