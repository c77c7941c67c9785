package org.facemargin.backbones.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transforms with Java's Vector API: one register holds one pixel of a block of channels.
 *
 * <p>Loads and stores are written out in each method: behind methods of our own the compiler stops
 * inlining in the large ones and then puts every register on the heap.
 */
final class VectorTransforms implements TileTransforms {

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorSpecies<Float> SPECIES =
      Layouts.BLOCK == 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;
  private static final int LANES = SPECIES.length();

  /** Bytes of one pixel of a block. */
  private static final int PIXEL = LANES * Float.BYTES;

  private static final int PATCH = 6;
  private static final int TILE = Tiles.SIDE;
  private static final float SIXTH = 1 / 6f;
  private static final float TWELFTH = 1 / 12f;
  private static final float TWENTY_FOURTH = 1 / 24f;

  private final float[] half = new float[PLANES * LANES];
  private final ByteBuffer patch =
      ByteBuffer.allocateDirect(PLANES * PIXEL + PIXEL).alignedSlice(PIXEL).order(ORDER);

  VectorTransforms() {
    if (FloatVector.SPECIES_MAX.length() < LANES) {
      throw new UnsupportedOperationException(
          "this Java uses registers of at most "
              + FloatVector.SPECIES_MAX.vectorBitSize()
              + " bits, the layout needs "
              + SPECIES.vectorBitSize());
    }
  }

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
    int blocks = channels / LANES;
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
      for (int block = 0; block < blocks; block++) {
        int source = (((image * blocks + block) * height + top) * width + left) * PIXEL;
        int target = ((tile - from) * channels + block * LANES) * Float.BYTES;
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
      ByteBuffer value, int source, int side, int top, int left, int height, int width) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < side * side; i++) {
      zero.intoByteBuffer(patch, i * PIXEL, ORDER);
    }
    int firstRow = Math.max(0, -top);
    int endRow = Math.min(side, height - top);
    int firstColumn = Math.max(0, -left);
    int endColumn = Math.min(side, width - left);
    for (int i = firstRow; i < endRow; i++) {
      for (int j = firstColumn; j < endColumn; j++) {
        FloatVector.fromByteBuffer(SPECIES, value, source + (i * width + j) * PIXEL, ORDER)
            .intoByteBuffer(patch, (i * side + j) * PIXEL, ORDER);
      }
    }
  }

  /** Bᵀ d B of one patch: down the columns, then along the rows. */
  private void patch(
      ByteBuffer from, int source, int rowBytes, ByteBuffer planes, int target, int stride) {
    for (int j = 0; j < PATCH; j++) {
      int at = source + j * PIXEL;
      FloatVector d0 = FloatVector.fromByteBuffer(SPECIES, from, at, ORDER);
      FloatVector d1 = FloatVector.fromByteBuffer(SPECIES, from, at + rowBytes, ORDER);
      FloatVector d2 = FloatVector.fromByteBuffer(SPECIES, from, at + 2 * rowBytes, ORDER);
      FloatVector d3 = FloatVector.fromByteBuffer(SPECIES, from, at + 3 * rowBytes, ORDER);
      FloatVector d4 = FloatVector.fromByteBuffer(SPECIES, from, at + 4 * rowBytes, ORDER);
      FloatVector d5 = FloatVector.fromByteBuffer(SPECIES, from, at + 5 * rowBytes, ORDER);
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
      d0.sub(d2).mul(4f).add(wideEven).intoByteBuffer(planes, to, ORDER);
      even.add(odd).intoByteBuffer(planes, to + stride, ORDER);
      even.sub(odd).intoByteBuffer(planes, to + 2 * stride, ORDER);
      wideEven.add(wideOdd).intoByteBuffer(planes, to + 3 * stride, ORDER);
      wideEven.sub(wideOdd).intoByteBuffer(planes, to + 4 * stride, ORDER);
      d1.sub(d3).mul(4f).add(d5.sub(d3)).intoByteBuffer(planes, to + 5 * stride, ORDER);
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
    int blocks = channels / LANES;
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
      for (int block = 0; block < blocks; block++) {
        int source = (((image * blocks + block) * height + top) * width + left) * PIXEL;
        int target = ((tile - from) * channels + block * LANES) * Float.BYTES;
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
      ByteBuffer from, int source, int rowBytes, ByteBuffer planes, int target, int stride) {
    for (int j = 0; j < TILE; j++) {
      int at = source + j * PIXEL;
      FloatVector g0 = FloatVector.fromByteBuffer(SPECIES, from, at, ORDER);
      FloatVector g1 = FloatVector.fromByteBuffer(SPECIES, from, at + rowBytes, ORDER);
      FloatVector g2 = FloatVector.fromByteBuffer(SPECIES, from, at + 2 * rowBytes, ORDER);
      FloatVector g3 = FloatVector.fromByteBuffer(SPECIES, from, at + 3 * rowBytes, ORDER);
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
      g0.intoByteBuffer(planes, to, ORDER);
      even.add(odd).intoByteBuffer(planes, to + stride, ORDER);
      even.sub(odd).intoByteBuffer(planes, to + 2 * stride, ORDER);
      wideEven.add(wideOdd).intoByteBuffer(planes, to + 3 * stride, ORDER);
      wideEven.sub(wideOdd).intoByteBuffer(planes, to + 4 * stride, ORDER);
      g3.intoByteBuffer(planes, to + 5 * stride, ORDER);
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
    int blocks = channels / LANES;
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
      for (int block = 0; block < blocks; block++) {
        int target = (((image * blocks + block) * height + top) * width + left) * PIXEL;
        int source = ((tile - from) * channels + block * LANES) * Float.BYTES;
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
    int blocks = channels / LANES;
    int height = tiles.height();
    int width = tiles.width();
    int columns = tiles.columns();
    int perImage = tiles.perImage();
    boolean rectifies = slopes.capacity() > 0;
    for (int tile = from; tile < to; tile++) {
      int image = tile / perImage;
      int place = tile - image * perImage;
      int row = place / columns;
      int top = row * TILE;
      int left = (place - row * columns) * TILE;
      int rowsThere = Math.min(TILE, height - top);
      int columnsThere = Math.min(TILE, width - left);
      for (int block = 0; block < blocks; block++) {
        int target = (((image * blocks + block) * height + top) * width + left) * PIXEL;
        int source = ((tile - from) * channels + block * LANES) * Float.BYTES;
        output(planes, source, stride, patch, 0, TILE * PIXEL);
        if (rectifies) {
          rectify(value, target, rowsThere, columnsThere, width, bias, slopes, block * PIXEL);
        } else if (adds) {
          add(value, target, rowsThere, columnsThere, width, bias, block * PIXEL);
        } else {
          shift(value, target, rowsThere, columnsThere, width, bias, block * PIXEL);
        }
      }
    }
  }

  /** The patch's tile + bias to a value. */
  private void shift(
      ByteBuffer value,
      int target,
      int rows,
      int columns,
      int width,
      ByteBuffer bias,
      int channel) {
    FloatVector b = FloatVector.fromByteBuffer(SPECIES, bias, channel, ORDER);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        FloatVector.fromByteBuffer(SPECIES, patch, (i * TILE + j) * PIXEL, ORDER)
            .add(b)
            .intoByteBuffer(value, target + (i * width + j) * PIXEL, ORDER);
      }
    }
  }

  /** The patch's tile + bias, added to a value. */
  private void add(
      ByteBuffer value,
      int target,
      int rows,
      int columns,
      int width,
      ByteBuffer bias,
      int channel) {
    FloatVector b = FloatVector.fromByteBuffer(SPECIES, bias, channel, ORDER);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int at = target + (i * width + j) * PIXEL;
        FloatVector.fromByteBuffer(SPECIES, patch, (i * TILE + j) * PIXEL, ORDER)
            .add(b)
            .add(FloatVector.fromByteBuffer(SPECIES, value, at, ORDER))
            .intoByteBuffer(value, at, ORDER);
      }
    }
  }

  /** PReLU of the patch's tile + bias to a value. */
  private void rectify(
      ByteBuffer value,
      int target,
      int rows,
      int columns,
      int width,
      ByteBuffer bias,
      ByteBuffer slopes,
      int channel) {
    FloatVector b = FloatVector.fromByteBuffer(SPECIES, bias, channel, ORDER);
    FloatVector s = FloatVector.fromByteBuffer(SPECIES, slopes, channel, ORDER);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        FloatVector y =
            FloatVector.fromByteBuffer(SPECIES, patch, (i * TILE + j) * PIXEL, ORDER).add(b);
        y.max(0f)
            .add(y.min(0f).mul(s))
            .intoByteBuffer(value, target + (i * width + j) * PIXEL, ORDER);
      }
    }
  }

  private void copyBack(ByteBuffer value, int target, int rows, int columns, int width) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        FloatVector.fromByteBuffer(SPECIES, patch, (i * TILE + j) * PIXEL, ORDER)
            .intoByteBuffer(value, target + (i * width + j) * PIXEL, ORDER);
      }
    }
  }

  /** Aᵀ m A of one tile. */
  private void output(
      ByteBuffer planes, int source, int stride, ByteBuffer to, int target, int rowBytes) {
    int rowOfPlanes = PATCH * stride;
    for (int j = 0; j < PATCH; j++) {
      int at = source + j * stride;
      FloatVector m0 = FloatVector.fromByteBuffer(SPECIES, planes, at, ORDER);
      FloatVector m1 = FloatVector.fromByteBuffer(SPECIES, planes, at + rowOfPlanes, ORDER);
      FloatVector m2 = FloatVector.fromByteBuffer(SPECIES, planes, at + 2 * rowOfPlanes, ORDER);
      FloatVector m3 = FloatVector.fromByteBuffer(SPECIES, planes, at + 3 * rowOfPlanes, ORDER);
      FloatVector m4 = FloatVector.fromByteBuffer(SPECIES, planes, at + 4 * rowOfPlanes, ORDER);
      FloatVector m5 = FloatVector.fromByteBuffer(SPECIES, planes, at + 5 * rowOfPlanes, ORDER);
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
      m0.add(sum).add(wideSum).intoByteBuffer(to, into, ORDER);
      difference.add(wideDifference.mul(2f)).intoByteBuffer(to, into + PIXEL, ORDER);
      sum.add(wideSum.mul(4f)).intoByteBuffer(to, into + 2 * PIXEL, ORDER);
      difference.add(wideDifference.mul(8f)).add(m5).intoByteBuffer(to, into + 3 * PIXEL, ORDER);
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
    int array = kernels * Float.BYTES;
    int first = turned ? 8 * array : 0;
    int step = turned ? -array : array;
    for (int kernel = from; kernel < to; kernel += LANES) {
      int offset = first + kernel * Float.BYTES;
      for (int j = 0; j < 3; j++) {
        int at = offset + j * step;
        FloatVector w0 = FloatVector.fromByteBuffer(SPECIES, taps, at, ORDER);
        FloatVector w1 = FloatVector.fromByteBuffer(SPECIES, taps, at + 3 * step, ORDER);
        FloatVector w2 = FloatVector.fromByteBuffer(SPECIES, taps, at + 6 * step, ORDER);
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
        w0.mul(0.25f).intoByteBuffer(planes, into, ORDER);
        even.sub(odd).intoByteBuffer(planes, into + stride, ORDER);
        even.add(odd).intoByteBuffer(planes, into + 2 * stride, ORDER);
        wideEven.add(wideOdd).intoByteBuffer(planes, into + 3 * stride, ORDER);
        wideEven.sub(wideOdd).intoByteBuffer(planes, into + 4 * stride, ORDER);
        w2.intoByteBuffer(planes, into + 5 * stride, ORDER);
      }
    }
  }

  @Override
  public void kernelGradients(
      ByteBuffer planes, int stride, int parts, ByteBuffer taps, int kernels, int from, int to) {
    int array = kernels * Float.BYTES;
    for (int kernel = from; kernel < to; kernel += LANES) {
      addParts(planes, stride, parts, kernel * Float.BYTES);
      for (int j = 0; j < PATCH; j++) {
        int at = j * PIXEL;
        FloatVector u0 = FloatVector.fromByteBuffer(SPECIES, patch, at, ORDER);
        FloatVector u1 = FloatVector.fromByteBuffer(SPECIES, patch, at + PATCH * PIXEL, ORDER);
        FloatVector u2 = FloatVector.fromByteBuffer(SPECIES, patch, at + 2 * PATCH * PIXEL, ORDER);
        FloatVector u3 = FloatVector.fromByteBuffer(SPECIES, patch, at + 3 * PATCH * PIXEL, ORDER);
        FloatVector u4 = FloatVector.fromByteBuffer(SPECIES, patch, at + 4 * PATCH * PIXEL, ORDER);
        FloatVector u5 = FloatVector.fromByteBuffer(SPECIES, patch, at + 5 * PATCH * PIXEL, ORDER);
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
        u0.mul(0.25f).add(even).add(wide.mul(TWENTY_FOURTH)).intoByteBuffer(taps, into, ORDER);
        u2.sub(u1)
            .mul(SIXTH)
            .add(u3.sub(u4).mul(TWELFTH))
            .intoByteBuffer(taps, into + array, ORDER);
        even.add(wide.mul(SIXTH)).add(u5).intoByteBuffer(taps, into + 2 * array, ORDER);
      }
    }
  }

  private void addParts(ByteBuffer planes, int stride, int parts, int offset) {
    for (int plane = 0; plane < PLANES; plane++) {
      FloatVector sum = FloatVector.fromByteBuffer(SPECIES, planes, plane * stride + offset, ORDER);
      for (int part = 1; part < parts; part++) {
        int at = (part * PLANES + plane) * stride + offset;
        sum = sum.add(FloatVector.fromByteBuffer(SPECIES, planes, at, ORDER));
      }
      sum.intoByteBuffer(patch, plane * PIXEL, ORDER);
    }
  }
}
