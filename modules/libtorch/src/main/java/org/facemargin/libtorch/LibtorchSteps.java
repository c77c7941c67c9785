package org.facemargin.libtorch;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.FaceBatch;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.StateTransfer;
import org.facemargin.training.StepFindings;
import org.facemargin.training.StepMaker;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * Steps that stay on the device: parameters, gradients, the optimiser's arrays, the weight average
 * and the class centres live there. Up go pictures, labels and, with sampled classes, their
 * numbers; down come, in one piece at the end of the passes, loss, norms of the gradients, and the
 * batch's target cosines and norms.
 */
final class LibtorchSteps implements StepMaker {

  /** Numbers that come down beside two for each picture. */
  private static final int NUMBERS = 5;

  private final LibtorchExecutor executor;
  private final TorchNetwork network;
  private final TorchDevice device;
  private final HeadFactory heads;
  private final TrainingSettings settings;
  private final DeviceOptimiser optimiser;
  private final Tensor decayed;
  private final Tensor statistics;
  private final List<MirroredTensor> backboneSlots;
  private final List<MirroredTensor> headSlots;
  private final Optional<MirroredTensor> average;
  private final PictureUpload upload;
  private DeviceHead head;
  private Optional<Ahead> ahead = Optional.empty();
  private long accounted;

  /** A batch whose pictures are on the device, or on their way. */
  private record Ahead(Tensor pictures, int[] labels) {}

  LibtorchSteps(
      LibtorchExecutor executor, DeviceHead head, HeadFactory heads, TrainingSettings settings) {
    this.executor = executor;
    this.network = executor.network();
    this.device = executor.device();
    this.head = head;
    this.heads = heads;
    this.settings = settings;
    this.optimiser = DeviceOptimiser.of(settings.optimiser());
    this.decayed = decayMask();
    this.statistics = device.up(statisticPlaces());
    long length = network.layout().length();
    state(length).require(device);
    this.backboneSlots = slots(length);
    this.headSlots = slots(head.classes(), head.dimension());
    this.average =
        settings.averageDecay() > 0
            ? Optional.of(new MirroredTensor(device, length))
            : Optional.empty();
    average.ifPresent(kept -> kept.there().copy_(network.vector()));
    average.ifPresent(MirroredTensor::changedThere);
    this.upload = new PictureUpload(device);
  }

  /** What stays on the device beside parameters, gradient and class centres. */
  private MemoryAccount state(long length) {
    long slots = settings.optimiser().slots();
    return new MemoryAccount(MemoryAccount.ANOTHER_DEVICE)
        .add("optimiser of the backbone", Float.BYTES * slots * length)
        .add("of the head", Float.BYTES * slots * head.classes() * head.dimension())
        .add("averaged weights", settings.averageDecay() > 0 ? Float.BYTES * length : 0);
  }

  private List<MirroredTensor> slots(long... shape) {
    return IntStream.range(0, settings.optimiser().slots())
        .mapToObj(slot -> new MirroredTensor(device, shape))
        .toList();
  }

  private Tensor decayMask() {
    FloatBuffer mask = DirectFloats.allocate(network.layout().length());
    for (ParameterSegment segment : network.layout().segments()) {
      if (segment.role().trained() && settings.decayPolicy().decays(segment.role())) {
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          mask.put(i, 1);
        }
      }
    }
    return device.up(mask, mask.capacity());
  }

  private int[] statisticPlaces() {
    return network.layout().segments().stream()
        .filter(segment -> segment.role().statistic())
        .flatMapToInt(segment -> IntStream.range((int) segment.offset(), (int) segment.end()))
        .toArray();
  }

  @Override
  public StepFindings make(Supplier<FaceBatch> batches, double rate, long count) {
    return Torch.scoped(() -> step(batches, rate, count));
  }

  private StepFindings step(Supplier<FaceBatch> batches, double rate, long count) {
    Tensor before = network.vector().index_select(0, statistics);
    network.gradient().zero_();
    CentreGradient centres = new CentreGradient();
    Sums sums = new Sums();
    Ahead batch = null;
    HeadPass pass = null;
    for (int i = 0; i < settings.accumulation(); i++) {
      batch = next(batches);
      pass = pass(batch, centres);
      sums.add(pass, batch.labels().length);
    }
    if (count < settings.steps()) {
      ahead = Optional.of(fetch(batches));
    }
    StepFindings findings = findings(sums, pass, batch.labels(), centres);
    if (findings.finite()) {
      update(centres, rate, count, settings.clipFactor(findings.backboneGradientNorm()));
    } else {
      network.vector().index_copy_(0, statistics, before);
    }
    executor.restoreHeld();
    executor.changedThere();
    return findings;
  }

  /** Forward and back through everything; adds to both gradients. */
  private HeadPass pass(Ahead batch, CentreGradient centres) {
    account(batch.labels().length);
    Tensor embeddings = executor.train(batch.pictures());
    HeadPass found = head.pass(embeddings.detach(), batch.labels());
    centres.add(found);
    Tensor pull = found.embeddingGradient();
    executor.backward(
        embeddings,
        settings.accumulation() == 1
            ? pull
            : pull.mul(Torch.scalar(1.0 / settings.accumulation())));
    batch.pictures().close();
    return found;
  }

  private Ahead next(Supplier<FaceBatch> batches) {
    Ahead taken = ahead.orElseGet(() -> fetch(batches));
    ahead = Optional.empty();
    return taken;
  }

  private Ahead fetch(Supplier<FaceBatch> batches) {
    FaceBatch batch = batches.get();
    long side = Math.round(Math.sqrt(batch.inputs().length / 3.0 / batch.size()));
    return new Ahead(
        Torch.lasting(() -> upload.up(batch.inputs(), batch.size(), 3, side, side)),
        batch.labels());
  }

  /** Losses and cosines of the batches of a step. */
  private final class Sums {
    private Tensor loss;
    private Tensor cosine;
    private int images;

    private void add(HeadPass pass, int count) {
      double share = 1.0 / settings.accumulation();
      Tensor mean = pass.targetCosines().mean().view(1).mul(Torch.scalar(share));
      Tensor part = pass.loss().mul(Torch.scalar(share));
      loss = loss == null ? part : loss.add(part);
      cosine = cosine == null ? mean : cosine.add(mean);
      images += count;
    }
  }

  /** dL/dW of a step: of one pass as it is, of several added up. */
  private final class CentreGradient {
    private final BitSet looked = new BitSet();
    private Tensor values;
    private Optional<Tensor> rows = Optional.empty();
    private boolean dense;

    private void add(HeadPass pass) {
      dense = head.decayed() || pass.sample().isEmpty();
      pass.sample().ifPresent(sample -> IntStream.of(sample.classes()).forEach(looked::set));
      if (settings.accumulation() == 1 && !(head.decayed() && pass.sample().isPresent())) {
        values = pass.weightGradient();
        rows = pass.sample().map(HeadPass.Sample::rows);
        return;
      }
      if (values == null) {
        values = device.zeros(head.classes(), head.dimension());
      }
      Tensor part = pass.weightGradient().mul(Torch.scalar(1.0 / settings.accumulation()));
      pass.sample()
          .ifPresentOrElse(
              sample -> values.index_add_(0, sample.rows(), part), () -> values.add_(part));
    }

    /** Of all classes, or of those {@link #rows} names. */
    private Tensor values() {
      if (!dense && rows.isEmpty()) {
        Tensor chosen = device.up(looked.stream().toArray());
        rows = Optional.of(chosen);
        values = values.index_select(0, chosen);
      }
      return values;
    }
  }

  private StepFindings findings(Sums sums, HeadPass pass, int[] labels, CentreGradient centres) {
    Tensor peak =
        Torch.rowNorms(pass.embeddingGradient())
            .view(-1)
            .mul(pass.norms())
            .max()
            .mul(Torch.scalar(labels.length))
            .view(1);
    TensorVector numbers =
        new TensorVector(
            sums.loss.to(ScalarType.Double),
            Torch.norm(network.gradient()).view(1),
            Torch.norm(centres.values()).view(1),
            peak.to(ScalarType.Double),
            sums.cosine,
            pass.targetCosines(),
            pass.norms());
    double[] found = device.down(torch.cat(numbers));
    int n = labels.length;
    float[] cosines = new float[n];
    float[] norms = new float[n];
    for (int i = 0; i < n; i++) {
      cosines[i] = (float) found[NUMBERS + i];
      norms[i] = (float) found[NUMBERS + n + i];
    }
    return new StepFindings(
        sums.images, found[0], found[4], found[1], found[2], found[3], cosines, norms, labels);
  }

  private void update(CentreGradient centres, double rate, long count, double clip) {
    Torch.withoutGradient(
        () -> {
          if (clip < 1) {
            network.gradient().mul_(Torch.scalar(clip));
          }
          optimiser.apply(
              network.vector(),
              network.gradient(),
              there(backboneSlots),
              Optional.of(decayed),
              rate,
              count);
          updateCentres(centres, rate, count);
          average.ifPresent(
              kept ->
                  kept.there().lerp_(network.vector(), Torch.scalar(1 - settings.averageDecay())));
          return null;
        });
    backboneSlots.forEach(MirroredTensor::changedThere);
    headSlots.forEach(MirroredTensor::changedThere);
    average.ifPresent(MirroredTensor::changedThere);
    head.changedThere();
  }

  private void updateCentres(CentreGradient centres, double rate, long count) {
    Tensor gradient = centres.values();
    if (centres.rows.isEmpty()) {
      optimiser.apply(head.centres(), gradient, there(headSlots), Optional.empty(), rate, count);
      return;
    }
    Tensor rows = centres.rows.get();
    Tensor values = head.centres().index_select(0, rows);
    List<Tensor> some = new ArrayList<>();
    there(headSlots).forEach(slot -> some.add(slot.index_select(0, rows)));
    optimiser.apply(values, gradient, some, Optional.empty(), rate, count);
    head.centres().index_copy_(0, rows, values);
    for (int i = 0; i < some.size(); i++) {
      headSlots.get(i).there().index_copy_(0, rows, some.get(i));
    }
  }

  private static List<Tensor> there(List<MirroredTensor> tensors) {
    return tensors.stream().map(MirroredTensor::there).toList();
  }

  /** Asks whether a batch of this size fits, once for each larger size. */
  private void account(int batch) {
    if (batch > accounted) {
      account(network, head, batch).require(device);
      accounted = batch;
    }
  }

  /** What passes of a batch need beside what is there already. */
  static MemoryAccount account(TorchNetwork network, DeviceHead head, int batch) {
    return new MemoryAccount(MemoryAccount.SMALLER_STEP)
        .add("activations of " + batch + " pictures", network.activationBytes(batch))
        .add(String.format(Locale.ROOT, "head at C = %,d", head.classes()), head.passBytes(batch));
  }

  @Override
  public MarginHead head() {
    return head;
  }

  @Override
  public void useLoss(MarginLoss loss, long nextPass) {
    DeviceHead next = (DeviceHead) heads.create(loss);
    next.takeCentres(head);
    next.restore(next.state().withValues(head.state().values()));
    next.startAt(nextPass);
    head.close();
    head = next;
  }

  @Override
  public void startAt(long nextPass) {
    ahead.ifPresent(batch -> batch.pictures().close());
    ahead = Optional.empty();
    head.startAt(nextPass);
  }

  @Override
  public Optional<FloatBuffer> averaged() {
    return average.map(MirroredTensor::here);
  }

  @Override
  public List<FloatBuffer> backboneSlots() {
    return backboneSlots.stream().map(MirroredTensor::here).toList();
  }

  @Override
  public List<FloatBuffer> headSlots() {
    return headSlots.stream().map(MirroredTensor::here).toList();
  }

  @Override
  public void headChanged() {
    head.weightsChanged();
    headSlots.forEach(MirroredTensor::changedHere);
  }

  @Override
  public void restore(TrainingState state) {
    StateTransfer.restore(state, executor, this);
    headChanged();
    backboneSlots.forEach(MirroredTensor::changedHere);
    average.ifPresent(MirroredTensor::changedHere);
  }

  @Override
  public void swapAverage() {
    average.ifPresent(
        kept ->
            Torch.scoped(
                () -> {
                  Tensor trained = network.vector().clone();
                  network.vector().copy_(kept.there());
                  kept.there().copy_(trained);
                  kept.changedThere();
                  executor.changedThere();
                }));
  }

  @Override
  public void fillGraph() {
    executor.parameters();
  }

  @Override
  public void close() {
    startAt(0);
    upload.close();
    head.close();
    backboneSlots.forEach(MirroredTensor::close);
    headSlots.forEach(MirroredTensor::close);
    average.ifPresent(MirroredTensor::close);
    decayed.close();
    statistics.close();
  }
}
