package org.facemargin.distributed;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AllgatherOptions;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ReduceOp;
import org.bytedeco.pytorch.ReduceScatterOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankPlace;

/**
 * A process group of c10d over Java's own direct buffers; floats are not copied. Every failure is a
 * lost rank: {@link Roll} finds out which.
 */
final class C10dCollective implements Collective {

  private final RankPlace place;
  private final Roll roll;
  private final String kind;
  private final Backend group;

  /** What C++ uses without owning it. */
  private final List<Pointer> kept;

  C10dCollective(RankPlace place, Roll roll, String kind, Backend group, List<Pointer> kept) {
    this.place = place;
    this.roll = roll;
    this.kind = kind;
    this.group = group;
    this.kept = List.copyOf(kept);
  }

  @Override
  public int rank() {
    return place.rank();
  }

  @Override
  public int size() {
    return place.size();
  }

  /** These floats as a tensor that owns nothing. */
  private static Tensor tensor(FloatBuffer values) {
    // a slice begins at its address: a pointer's position would be counted in bytes
    return from_blob(new FloatPointer(values.slice()), (long) values.remaining());
  }

  private static Tensor tensor(DoublePointer values, long count) {
    return from_blob(values, new long[] {count}, new TensorOptions(ScalarType.Double));
  }

  private void run(Supplier<Work> call) {
    roll.entered();
    try (PointerScope scope = new PointerScope()) {
      Work work = call.get();
      scope.attach(work);
      work._wait();
    } catch (RuntimeException e) {
      throw roll.lost(e);
    }
  }

  private static AllreduceOptions operation(ReduceOp.RedOpType type) {
    AllreduceOptions options = new AllreduceOptions();
    options.reduceOp(new ReduceOp(type));
    return options;
  }

  /** No scope is left open over other people's code, so that everything is closed by hand. */
  @Override
  public Pending startSum(FloatBuffer values) {
    if (!values.hasRemaining()) {
      return () -> {};
    }
    roll.entered();
    FloatPointer memory = new FloatPointer(values.slice());
    Tensor tensor = from_blob(memory, (long) values.remaining());
    TensorVector tensors = new TensorVector(tensor);
    AllreduceOptions options = operation(ReduceOp.RedOpType.SUM);
    Work work;
    try {
      work = group.allreduce(tensors, options);
    } catch (RuntimeException e) {
      throw roll.lost(e);
    }
    return () -> {
      try {
        work._wait();
      } catch (RuntimeException e) {
        throw roll.lost(e);
      } finally {
        List.<Pointer>of(work, options, tensors, tensor, memory).forEach(Pointer::close);
      }
    };
  }

  private void reduce(double[] values, ReduceOp.RedOpType type) {
    if (values.length == 0) {
      return;
    }
    try (DoublePointer memory = new DoublePointer(values)) {
      run(() -> group.allreduce(new TensorVector(tensor(memory, values.length)), operation(type)));
      memory.get(values);
    }
  }

  @Override
  public void sum(double[] values) {
    reduce(values, ReduceOp.RedOpType.SUM);
  }

  @Override
  public void max(double[] values) {
    reduce(values, ReduceOp.RedOpType.MAX);
  }

  @Override
  public void gather(FloatBuffer mine, FloatBuffer all) {
    run(() -> group._allgather_base(tensor(all), tensor(mine), new AllgatherOptions()));
  }

  @Override
  public double[] gather(double[] mine) {
    double[] all = new double[mine.length * size()];
    try (DoublePointer from = new DoublePointer(mine);
        DoublePointer to = new DoublePointer(all)) {
      run(
          () ->
              group._allgather_base(
                  tensor(to, all.length), tensor(from, mine.length), new AllgatherOptions()));
      to.get(all);
    }
    return all;
  }

  @Override
  public void scatter(FloatBuffer all, FloatBuffer mine) {
    ReduceScatterOptions options = new ReduceScatterOptions();
    options.reduceOp(new ReduceOp(ReduceOp.RedOpType.SUM));
    run(() -> group._reduce_scatter_base(tensor(mine), tensor(all), options));
    options.close();
  }

  @Override
  public void broadcast(FloatBuffer values, int from) {
    if (!values.hasRemaining()) {
      return;
    }
    BroadcastOptions options = new BroadcastOptions();
    options.rootRank(from);
    run(() -> group.broadcast(new TensorVector(tensor(values)), options));
    options.close();
  }

  @Override
  public void barrier() {
    run(group::barrier);
  }

  @Override
  public String description() {
    return size() + " ranks over " + kind;
  }

  /** Leaves the group; the store of rank 0 stays until every rank has said that it leaves. */
  @Override
  public void close() {
    roll.leave();
    group.close();
    kept.forEach(Pointer::close);
  }
}
