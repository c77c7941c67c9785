package org.facemargin.backbones.plan;

import static org.facemargin.backbones.plan.NativeVectors.LOAD;
import static org.facemargin.backbones.plan.NativeVectors.SPECIES;
import static org.facemargin.backbones.plan.NativeVectors.STORE;
import static org.facemargin.backbones.plan.NativeVectors.run;
import static org.facemargin.backbones.plan.NativeVectors.view;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * The transforms with Java's Vector API: a register holds one pixel of a block of channels, or of a
 * part of the block where registers are narrower. Loads and stores are written out in each method,
 * for the reason that {@link NativeVectors} gives.
 */
final class VectorTransforms implements TileTransforms {

  private static final int LANES = SPECIES.length();

  /** Bytes of one pixel of a block. */
  private static final int PIXEL = Layouts.BLOCK * Float.BYTES;

  private static final int PATCH = 6;
  private static final int TILE = Tiles.SIDE;
  private static final float SIXTH = 1 / 6f;
  private static final float TWELFTH = 1 / 12f;
  private static final float TWENTY_FOURTH = 1 / 24f;

  private final float[] half = new float[PLANES * LANES];
  private final Object patch =
      view(
          ByteBuffer.allocateDirect(PLANES * PIXEL + PIXEL)
              .alignedSlice(PIXEL)
              .order(ByteOrder.nativeOrder()));

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void patches(
      ByteBuffer value,
      int channels,
      Tiles tiles,
      int from,
      int to,
      ByteBuffer planes,
      int stride) {
    run(() -> transformPatches(view(value), channels, tiles, from, to, view(planes), stride));
  }

  private void transformPatches(
      Object value, int channels, Tiles tiles, int from, int to, Object planes, int stride)
      throws Throwable {
    int blocks = channels / Layouts.BLOCK;
    int height = tiles.height();
    int width = tiles.width();
    int columns = tiles.columns();
    int perImage = tiles.perImage();
    for (int tile = from; tile < to; tile++) {
      int image = tile / perImage;
      int place = tile - image * perImage;
      int row = place / columns;
      int top = row * TILE - 1;
      int left = (place - row * columns) * TILE - 1;
      boolean inside = top >= 0 && left >= 0 && top + PATCH <= height && left + PATCH <= width;
      for (int channel = 0; channel < channels; channel += LANES) {
        int block = channel / Layouts.BLOCK;
        int part = channel % Layouts.BLOCK * Float.BYTES;
        int source = (((image * blocks + block) * height + top) * width + left) * PIXEL + part;
        int target = ((tile - from) * channels + channel) * Float.BYTES;
        if (inside) {
          patch(value, source, width * PIXEL, planes, target, stride);
        } else {
          copyWhatIsThere(value, source, PATCH, top, left, height, width);
          patch(patch, 0, PATCH * PIXEL, planes, target, stride);
        }
      }
    }
  }

  /** Fills the patch of this side with the image's pixels, 0 outside the image. */
  private void copyWhatIsThere(
      Object value, int source, int side, int top, int left, int height, int width)
      throws Throwable {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < side * side; i++) {
      STORE.invokeExact(zero, patch, i * PIXEL);
    }
    int firstRow = Math.max(0, -top);
    int endRow = Math.min(side, height - top);
    int firstColumn = Math.max(0, -left);
    int endColumn = Math.min(side, width - left);
    for (int i = firstRow; i < endRow; i++) {
      for (int j = firstColumn; j < endColumn; j++) {
        STORE.invokeExact(
            (FloatVector) LOAD.invokeExact(value, source + (i * width + j) * PIXEL),
            patch,
            (i * side + j) * PIXEL);
      }
    }
  }

  /** Bᵀ d B of one patch: down the columns, then along the rows. */
  private void patch(Object from, int source, int rowBytes, Object planes, int target, int stride)
      throws Throwable {
    for (int j = 0; j < PATCH; j++) {
      int at = source + j * PIXEL;
      FloatVector d0 = (FloatVector) LOAD.invokeExact(from, at);
      FloatVector d1 = (FloatVector) LOAD.invokeExact(from, at + rowBytes);
      FloatVector d2 = (FloatVector) LOAD.invokeExact(from, at + 2 * rowBytes);
      FloatVector d3 = (FloatVector) LOAD.invokeExact(from, at + 3 * rowBytes);
      FloatVector d4 = (FloatVector) LOAD.invokeExact(from, at + 4 * rowBytes);
      FloatVector d5 = (FloatVector) LOAD.invokeExact(from, at + 5 * rowBytes);
      FloatVector even = d4.sub(d2.mul(4f));
      FloatVector odd = d3.sub(d1.mul(4f));
      FloatVector wideEven = d4.sub(d2);
      FloatVector wideOdd = d3.sub(d1).mul(2f);
      int to = j * LANES;
      d0.sub(d2).mul(4f).add(wideEven).intoArray(half, to);
      even.add(odd).intoArray(half, to + PATCH * LANES);
      even.sub(odd).intoArray(half, to + 2 * PATCH * LANES);
      wideEven.add(wideOdd).intoArray(half, to + 3 * PATCH * LANES);
      wideEven.sub(wideOdd).intoArray(half, to + 4 * PATCH * LANES);
      d1.sub(d3).mul(4f).add(d5.sub(d3)).intoArray(half, to + 5 * PATCH * LANES);
    }
    for (int i = 0; i < PATCH; i++) {
      int at = i * PATCH * LANES;
      FloatVector d0 = FloatVector.fromArray(SPECIES, half, at);
      FloatVector d1 = FloatVector.fromArray(SPECIES, half, at + LANES);
      FloatVector d2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
      FloatVector d3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
      FloatVector d4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
      FloatVector d5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
      FloatVector even = d4.sub(d2.mul(4f));
      FloatVector odd = d3.sub(d1.mul(4f));
      FloatVector wideEven = d4.sub(d2);
      FloatVector wideOdd = d3.sub(d1).mul(2f);
      int to = target + i * PATCH * stride;
      STORE.invokeExact(d0.sub(d2).mul(4f).add(wideEven), planes, to);
      STORE.invokeExact(even.add(odd), planes, to + stride);
      STORE.invokeExact(even.sub(odd), planes, to + 2 * stride);
      STORE.invokeExact(wideEven.add(wideOdd), planes, to + 3 * stride);
      STORE.invokeExact(wideEven.sub(wideOdd), planes, to + 4 * stride);
      STORE.invokeExact(d1.sub(d3).mul(4f).add(d5.sub(d3)), planes, to + 5 * stride);
    }
  }

  @Override
  public void gradients(
      ByteBuffer value,
      int channels,
      Tiles tiles,
      int from,
      int to,
      ByteBuffer planes,
      int stride) {
    run(() -> transformGradients(view(value), channels, tiles, from, to, view(planes), stride));
  }

  private void transformGradients(
      Object value, int channels, Tiles tiles, int from, int to, Object planes, int stride)
      throws Throwable {
    int blocks = channels / Layouts.BLOCK;
    int height = tiles.height();
    int width = tiles.width();
    int columns = tiles.columns();
    int perImage = tiles.perImage();
    for (int tile = from; tile < to; tile++) {
      int image = tile / perImage;
      int place = tile - image * perImage;
      int row = place / columns;
      int top = row * TILE;
      int left = (place - row * columns) * TILE;
      boolean inside = top + TILE <= height && left + TILE <= width;
      for (int channel = 0; channel < channels; channel += LANES) {
        int block = channel / Layouts.BLOCK;
        int part = channel % Layouts.BLOCK * Float.BYTES;
        int source = (((image * blocks + block) * height + top) * width + left) * PIXEL + part;
        int target = ((tile - from) * channels + channel) * Float.BYTES;
        if (inside) {
          gradient(value, source, width * PIXEL, planes, target, stride);
        } else {
          copyWhatIsThere(value, source, TILE, top, left, height, width);
          gradient(patch, 0, TILE * PIXEL, planes, target, stride);
        }
      }
    }
  }

  /** A g Aᵀ of one tile. */
  private void gradient(
      Object from, int source, int rowBytes, Object planes, int target, int stride)
      throws Throwable {
    for (int j = 0; j < TILE; j++) {
      int at = source + j * PIXEL;
      FloatVector g0 = (FloatVector) LOAD.invokeExact(from, at);
      FloatVector g1 = (FloatVector) LOAD.invokeExact(from, at + rowBytes);
      FloatVector g2 = (FloatVector) LOAD.invokeExact(from, at + 2 * rowBytes);
      FloatVector g3 = (FloatVector) LOAD.invokeExact(from, at + 3 * rowBytes);
      FloatVector even = g0.add(g2);
      FloatVector odd = g1.add(g3);
      FloatVector wideEven = g0.add(g2.mul(4f));
      FloatVector wideOdd = g1.add(g3.mul(4f)).mul(2f);
      int to = j * LANES;
      g0.intoArray(half, to);
      even.add(odd).intoArray(half, to + TILE * LANES);
      even.sub(odd).intoArray(half, to + 2 * TILE * LANES);
      wideEven.add(wideOdd).intoArray(half, to + 3 * TILE * LANES);
      wideEven.sub(wideOdd).intoArray(half, to + 4 * TILE * LANES);
      g3.intoArray(half, to + 5 * TILE * LANES);
    }
    for (int i = 0; i < PATCH; i++) {
      int at = i * TILE * LANES;
      FloatVector g0 = FloatVector.fromArray(SPECIES, half, at);
      FloatVector g1 = FloatVector.fromArray(SPECIES, half, at + LANES);
      FloatVector g2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
      FloatVector g3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
      FloatVector even = g0.add(g2);
      FloatVector odd = g1.add(g3);
      FloatVector wideEven = g0.add(g2.mul(4f));
      FloatVector wideOdd = g1.add(g3.mul(4f)).mul(2f);
      int to = target + i * PATCH * stride;
      STORE.invokeExact(g0, planes, to);
      STORE.invokeExact(even.add(odd), planes, to + stride);
      STORE.invokeExact(even.sub(odd), planes, to + 2 * stride);
      STORE.invokeExact(wideEven.add(wideOdd), planes, to + 3 * stride);
      STORE.invokeExact(wideEven.sub(wideOdd), planes, to + 4 * stride);
      STORE.invokeExact(g3, planes, to + 5 * stride);
    }
  }

  @Override
  public void outputs(
      ByteBuffer planes,
      int stride,
      int channels,
      Tiles tiles,
      int from,
      int to,
      ByteBuffer value) {
    run(() -> transformBack(view(planes), stride, channels, tiles, from, to, view(value)));
  }

  private void transformBack(
      Object planes, int stride, int channels, Tiles tiles, int from, int to, Object value)
      throws Throwable {
    int blocks = channels / Layouts.BLOCK;
    int height = tiles.height();
    int width = tiles.width();
    int columns = tiles.columns();
    int perImage = tiles.perImage();
    for (int tile = from; tile < to; tile++) {
      int image = tile / perImage;
      int place = tile - image * perImage;
      int row = place / columns;
      int top = row * TILE;
      int left = (place - row * columns) * TILE;
      boolean inside = top + TILE <= height && left + TILE <= width;
      for (int channel = 0; channel < channels; channel += LANES) {
        int block = channel / Layouts.BLOCK;
        int part = channel % Layouts.BLOCK * Float.BYTES;
        int target = (((image * blocks + block) * height + top) * width + left) * PIXEL + part;
        int source = ((tile - from) * channels + channel) * Float.BYTES;
        if (inside) {
          output(planes, source, stride, value, target, width * PIXEL);
        } else {
          output(planes, source, stride, patch, 0, TILE * PIXEL);
          copyBack(
              value, target, Math.min(TILE, height - top), Math.min(TILE, width - left), width);
        }
      }
    }
  }

  @Override
  public void finishedOutputs(
      ByteBuffer planes,
      int stride,
      int channels,
      Tiles tiles,
      int from,
      int to,
      ByteBuffer value,
      ByteBuffer bias,
      ByteBuffer slopes,
      boolean adds) {
    boolean rectifies = slopes.capacity() > 0;
    run(
        () ->
            finish(
                view(planes),
                stride,
                channels,
                tiles,
                from,
                to,
                view(value),
                view(bias),
                view(rectifies ? slopes : bias),
                rectifies,
                adds));
  }

  private void finish(
      Object planes,
      int stride,
      int channels,
      Tiles tiles,
      int from,
      int to,
      Object value,
      Object bias,
      Object slopes,
      boolean rectifies,
      boolean adds)
      throws Throwable {
    int blocks = channels / Layouts.BLOCK;
    int height = tiles.height();
    int width = tiles.width();
    int columns = tiles.columns();
    int perImage = tiles.perImage();
    for (int tile = from; tile < to; tile++) {
      int image = tile / perImage;
      int place = tile - image * perImage;
      int row = place / columns;
      int top = row * TILE;
      int left = (place - row * columns) * TILE;
      int rowsThere = Math.min(TILE, height - top);
      int columnsThere = Math.min(TILE, width - left);
      for (int channel = 0; channel < channels; channel += LANES) {
        int block = channel / Layouts.BLOCK;
        int part = channel % Layouts.BLOCK * Float.BYTES;
        int target = (((image * blocks + block) * height + top) * width + left) * PIXEL + part;
        int source = ((tile - from) * channels + channel) * Float.BYTES;
        output(planes, source, stride, patch, 0, TILE * PIXEL);
        if (rectifies) {
          rectify(
              value, target, rowsThere, columnsThere, width, bias, slopes, channel * Float.BYTES);
        } else if (adds) {
          add(value, target, rowsThere, columnsThere, width, bias, channel * Float.BYTES);
        } else {
          shift(value, target, rowsThere, columnsThere, width, bias, channel * Float.BYTES);
        }
      }
    }
  }

  /** The patch's tile + bias to a value. */
  private void shift(
      Object value, int target, int rows, int columns, int width, Object bias, int channel)
      throws Throwable {
    FloatVector b = (FloatVector) LOAD.invokeExact(bias, channel);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        FloatVector y = (FloatVector) LOAD.invokeExact(patch, (i * TILE + j) * PIXEL);
        STORE.invokeExact(y.add(b), value, target + (i * width + j) * PIXEL);
      }
    }
  }

  /** The patch's tile + bias, added to a value. */
  private void add(
      Object value, int target, int rows, int columns, int width, Object bias, int channel)
      throws Throwable {
    FloatVector b = (FloatVector) LOAD.invokeExact(bias, channel);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int at = target + (i * width + j) * PIXEL;
        FloatVector y = (FloatVector) LOAD.invokeExact(patch, (i * TILE + j) * PIXEL);
        FloatVector there = (FloatVector) LOAD.invokeExact(value, at);
        STORE.invokeExact(y.add(b).add(there), value, at);
      }
    }
  }

  /** PReLU of the patch's tile + bias to a value. */
  private void rectify(
      Object value,
      int target,
      int rows,
      int columns,
      int width,
      Object bias,
      Object slopes,
      int channel)
      throws Throwable {
    FloatVector b = (FloatVector) LOAD.invokeExact(bias, channel);
    FloatVector s = (FloatVector) LOAD.invokeExact(slopes, channel);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        FloatVector tile = (FloatVector) LOAD.invokeExact(patch, (i * TILE + j) * PIXEL);
        FloatVector y = tile.add(b);
        FloatVector rectified = y.max(0f).add(y.min(0f).mul(s));
        STORE.invokeExact(rectified, value, target + (i * width + j) * PIXEL);
      }
    }
  }

  private void copyBack(Object value, int target, int rows, int columns, int width)
      throws Throwable {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        STORE.invokeExact(
            (FloatVector) LOAD.invokeExact(patch, (i * TILE + j) * PIXEL),
            value,
            target + (i * width + j) * PIXEL);
      }
    }
  }

  /** Aᵀ m A of one tile. */
  private void output(Object planes, int source, int stride, Object to, int target, int rowBytes)
      throws Throwable {
    int rowOfPlanes = PATCH * stride;
    for (int j = 0; j < PATCH; j++) {
      int at = source + j * stride;
      FloatVector m0 = (FloatVector) LOAD.invokeExact(planes, at);
      FloatVector m1 = (FloatVector) LOAD.invokeExact(planes, at + rowOfPlanes);
      FloatVector m2 = (FloatVector) LOAD.invokeExact(planes, at + 2 * rowOfPlanes);
      FloatVector m3 = (FloatVector) LOAD.invokeExact(planes, at + 3 * rowOfPlanes);
      FloatVector m4 = (FloatVector) LOAD.invokeExact(planes, at + 4 * rowOfPlanes);
      FloatVector m5 = (FloatVector) LOAD.invokeExact(planes, at + 5 * rowOfPlanes);
      FloatVector sum = m1.add(m2);
      FloatVector difference = m1.sub(m2);
      FloatVector wideSum = m3.add(m4);
      FloatVector wideDifference = m3.sub(m4);
      int into = j * LANES;
      m0.add(sum).add(wideSum).intoArray(half, into);
      difference.add(wideDifference.mul(2f)).intoArray(half, into + PATCH * LANES);
      sum.add(wideSum.mul(4f)).intoArray(half, into + 2 * PATCH * LANES);
      difference.add(wideDifference.mul(8f)).add(m5).intoArray(half, into + 3 * PATCH * LANES);
    }
    for (int i = 0; i < TILE; i++) {
      int at = i * PATCH * LANES;
      FloatVector m0 = FloatVector.fromArray(SPECIES, half, at);
      FloatVector m1 = FloatVector.fromArray(SPECIES, half, at + LANES);
      FloatVector m2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
      FloatVector m3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
      FloatVector m4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
      FloatVector m5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
      FloatVector sum = m1.add(m2);
      FloatVector difference = m1.sub(m2);
      FloatVector wideSum = m3.add(m4);
      FloatVector wideDifference = m3.sub(m4);
      int into = target + i * rowBytes;
      STORE.invokeExact(m0.add(sum).add(wideSum), to, into);
      STORE.invokeExact(difference.add(wideDifference.mul(2f)), to, into + PIXEL);
      STORE.invokeExact(sum.add(wideSum.mul(4f)), to, into + 2 * PIXEL);
      STORE.invokeExact(difference.add(wideDifference.mul(8f)).add(m5), to, into + 3 * PIXEL);
    }
  }

  @Override
  public void kernels(
      ByteBuffer taps,
      int kernels,
      boolean turned,
      int from,
      int to,
      ByteBuffer planes,
      int stride) {
    run(() -> transformKernels(view(taps), kernels, turned, from, to, view(planes), stride));
  }

  private void transformKernels(
      Object taps, int kernels, boolean turned, int from, int to, Object planes, int stride)
      throws Throwable {
    int array = kernels * Float.BYTES;
    int first = turned ? 8 * array : 0;
    int step = turned ? -array : array;
    for (int kernel = from; kernel < to; kernel += LANES) {
      int offset = first + kernel * Float.BYTES;
      for (int j = 0; j < 3; j++) {
        int at = offset + j * step;
        FloatVector w0 = (FloatVector) LOAD.invokeExact(taps, at);
        FloatVector w1 = (FloatVector) LOAD.invokeExact(taps, at + 3 * step);
        FloatVector w2 = (FloatVector) LOAD.invokeExact(taps, at + 6 * step);
        FloatVector even = w0.add(w2).mul(-SIXTH);
        FloatVector odd = w1.mul(SIXTH);
        FloatVector wideEven = w0.mul(TWENTY_FOURTH).add(w2.mul(SIXTH));
        FloatVector wideOdd = w1.mul(TWELFTH);
        int into = j * LANES;
        w0.mul(0.25f).intoArray(half, into);
        even.sub(odd).intoArray(half, into + 3 * LANES);
        even.add(odd).intoArray(half, into + 6 * LANES);
        wideEven.add(wideOdd).intoArray(half, into + 9 * LANES);
        wideEven.sub(wideOdd).intoArray(half, into + 12 * LANES);
        w2.intoArray(half, into + 15 * LANES);
      }
      for (int i = 0; i < PATCH; i++) {
        int at = i * 3 * LANES;
        FloatVector w0 = FloatVector.fromArray(SPECIES, half, at);
        FloatVector w1 = FloatVector.fromArray(SPECIES, half, at + LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
        FloatVector even = w0.add(w2).mul(-SIXTH);
        FloatVector odd = w1.mul(SIXTH);
        FloatVector wideEven = w0.mul(TWENTY_FOURTH).add(w2.mul(SIXTH));
        FloatVector wideOdd = w1.mul(TWELFTH);
        int into = i * PATCH * stride + kernel * Float.BYTES;
        STORE.invokeExact(w0.mul(0.25f), planes, into);
        STORE.invokeExact(even.sub(odd), planes, into + stride);
        STORE.invokeExact(even.add(odd), planes, into + 2 * stride);
        STORE.invokeExact(wideEven.add(wideOdd), planes, into + 3 * stride);
        STORE.invokeExact(wideEven.sub(wideOdd), planes, into + 4 * stride);
        STORE.invokeExact(w2, planes, into + 5 * stride);
      }
    }
  }

  @Override
  public void kernelGradients(
      ByteBuffer planes, int stride, int parts, ByteBuffer taps, int kernels, int from, int to) {
    run(() -> transformKernelGradients(view(planes), stride, parts, view(taps), kernels, from, to));
  }

  private void transformKernelGradients(
      Object planes, int stride, int parts, Object taps, int kernels, int from, int to)
      throws Throwable {
    int array = kernels * Float.BYTES;
    for (int kernel = from; kernel < to; kernel += LANES) {
      addParts(planes, stride, parts, kernel * Float.BYTES);
      for (int j = 0; j < PATCH; j++) {
        int at = j * PIXEL;
        FloatVector u0 = (FloatVector) LOAD.invokeExact(patch, at);
        FloatVector u1 = (FloatVector) LOAD.invokeExact(patch, at + PATCH * PIXEL);
        FloatVector u2 = (FloatVector) LOAD.invokeExact(patch, at + 2 * PATCH * PIXEL);
        FloatVector u3 = (FloatVector) LOAD.invokeExact(patch, at + 3 * PATCH * PIXEL);
        FloatVector u4 = (FloatVector) LOAD.invokeExact(patch, at + 4 * PATCH * PIXEL);
        FloatVector u5 = (FloatVector) LOAD.invokeExact(patch, at + 5 * PATCH * PIXEL);
        FloatVector even = u1.add(u2).mul(-SIXTH);
        FloatVector wide = u3.add(u4);
        int into = j * LANES;
        u0.mul(0.25f).add(even).add(wide.mul(TWENTY_FOURTH)).intoArray(half, into);
        u2.sub(u1).mul(SIXTH).add(u3.sub(u4).mul(TWELFTH)).intoArray(half, into + PATCH * LANES);
        even.add(wide.mul(SIXTH)).add(u5).intoArray(half, into + 2 * PATCH * LANES);
      }
      for (int i = 0; i < 3; i++) {
        int at = i * PATCH * LANES;
        FloatVector u0 = FloatVector.fromArray(SPECIES, half, at);
        FloatVector u1 = FloatVector.fromArray(SPECIES, half, at + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
        FloatVector u4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
        FloatVector u5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
        FloatVector even = u1.add(u2).mul(-SIXTH);
        FloatVector wide = u3.add(u4);
        int into = 3 * i * array + kernel * Float.BYTES;
        STORE.invokeExact(u0.mul(0.25f).add(even).add(wide.mul(TWENTY_FOURTH)), taps, into);
        STORE.invokeExact(u2.sub(u1).mul(SIXTH).add(u3.sub(u4).mul(TWELFTH)), taps, into + array);
        STORE.invokeExact(even.add(wide.mul(SIXTH)).add(u5), taps, into + 2 * array);
      }
    }
  }

  private void addParts(Object planes, int stride, int parts, int offset) throws Throwable {
    for (int plane = 0; plane < PLANES; plane++) {
      FloatVector sum = (FloatVector) LOAD.invokeExact(planes, plane * stride + offset);
      for (int part = 1; part < parts; part++) {
        int at = (part * PLANES + plane) * stride + offset;
        FloatVector next = (FloatVector) LOAD.invokeExact(planes, at);
        sum = sum.add(next);
      }
      STORE.invokeExact(sum, patch, plane * PIXEL);
    }
  }
}
