package org.facemargin.faces.toy;

import org.facemargin.core.FaceImage;

/**
 * Draws one toy face: each pixel is mapped back into the face's own coordinates and the layers
 * (background, hair, head, features, occluder) are laid over one another with soft edges.
 *
 * <p>Only additions, multiplications, divisions and square roots happen per pixel, which Java
 * rounds the same everywhere; sines come from StrictMath. So a face is the same bytes on every JVM.
 */
final class ToyPainter {

  private static final float[] WHITE = {0.93f, 0.93f, 0.9f};
  private static final float[] BLACK = {0.05f, 0.04f, 0.04f};

  private final ToyIdentity who;
  private final ToyConditions how;
  private final int size;
  private final float edge;
  private final float cosEyeTilt;
  private final float sinEyeTilt;
  private final float lightZ;
  private float red;
  private float green;
  private float blue;
  private long noiseState;

  ToyPainter(ToyIdentity who, ToyConditions how, int sizePx) {
    this.who = who;
    this.how = how;
    this.size = sizePx;
    this.edge = sizePx / 4f;
    this.cosEyeTilt = (float) StrictMath.cos(who.eyeTilt());
    this.sinEyeTilt = (float) StrictMath.sin(who.eyeTilt());
    float flat = how.lightX() * how.lightX() + how.lightY() * how.lightY();
    this.lightZ = (float) Math.sqrt(Math.max(0.05f, 1.6f - flat));
    this.noiseState = how.noiseSeed() | 1L;
  }

  FaceImage paint() {
    byte[] rgb = new byte[3 * size * size];
    float cos = (float) StrictMath.cos(how.roll()) / how.scale();
    float sin = (float) StrictMath.sin(how.roll()) / how.scale();
    int out = 0;
    for (int row = 0; row < size; row++) {
      float v = (2 * row + 1f) / size - 1 - how.shiftY();
      for (int column = 0; column < size; column++) {
        float u = (2 * column + 1f) / size - 1 - how.shiftX();
        layers(cos * u + sin * v, cos * v - sin * u, u, v);
        long noise = nextNoise();
        rgb[out++] = toByte(red * how.cast()[0], noise);
        rgb[out++] = toByte(green * how.cast()[1], noise >>> 20);
        rgb[out++] = toByte(blue * how.cast()[2], noise >>> 40);
      }
    }
    return new FaceImage(size, size, rgb);
  }

  private void layers(float x, float y, float u, float v) {
    float slope = 1 + how.backgroundSlope()[0] * u + how.backgroundSlope()[1] * v;
    red = how.background()[0] * slope;
    green = how.background()[1] * slope;
    blue = how.background()[2] * slope;
    hairBehind(x, y);
    head(x, y);
    if (how.occluderWidth() > 0) {
      float dx = Math.abs(u - how.occluderX()) / how.occluderWidth();
      float dy = Math.abs(v - how.occluderY()) / how.occluderHeight();
      over(how.occluderColor(), 1f, coverage(Math.max(dx, dy), how.occluderWidth()));
    }
  }

  private void hairBehind(float x, float y) {
    float volume = who.hairVolume();
    float width = who.faceWidth() + volume;
    float height = who.faceHeight() + volume;
    float cap = y < 0 ? square(x / width) + square(y / height) : square(x / width);
    float hem = y < who.hairLength() ? 1f : 1f + (y - who.hairLength()) * 6;
    over(who.hair(), how.ambient() + 0.4f * how.diffuse(), coverage(cap * hem, width));
  }

  private void head(float x, float y) {
    float below = Math.max(0f, y);
    float width = who.faceWidth() * (1 - who.jaw() * below * below);
    float nx = x / width;
    float ny = y / who.faceHeight();
    float q = nx * nx + ny * ny;
    float cover = coverage(q, who.faceWidth());
    if (cover <= 0) {
      return;
    }
    float nz = (float) Math.sqrt(Math.max(0f, 1 - q));
    float facing = Math.max(0f, nx * how.lightX() + ny * how.lightY() + nz * lightZ);
    float light = how.ambient() + how.diffuse() * facing * 0.8f;
    over(who.skin(), light, cover);
    float fx = x - how.yaw() * nz;
    float fy = y - how.pitch() * nz;
    beard(fx, fy, light * cover);
    features(fx, fy, light, cover);
    fringe(x, y, light, cover);
  }

  private void beard(float x, float y, float cover) {
    if (who.beard() <= 0 || y < 0.2f) {
      return;
    }
    float around = square(x / (who.faceWidth() * 1.1f)) + square((y - 0.62f) / 0.42f);
    over(who.hair(), 1f, Math.min(1f, cover) * who.beard() * coverage(around, 0.4f));
  }

  private void features(float x, float y, float light, float cover) {
    float side = x < 0 ? -1 : 1;
    float ex = Math.abs(x) - who.eyeSpacing();
    float ey = y - who.eyeHeight();
    eye(ex, ey, side, light, cover);
    brow(ex, ey, light, cover);
    nose(x, y, light, cover);
    mouth(x, y, light, cover);
    if (who.moleSize() > 0) {
      float mole = square((x - who.moleX()) / who.moleSize());
      mole += square((y - who.moleY()) / who.moleSize());
      over(BLACK, light, 0.85f * cover * coverage(mole, who.moleSize()));
    }
    if (how.glasses()) {
      float rim = (float) Math.sqrt(square(ex / 0.17f) + square(ey / 0.14f));
      float frame = Math.max(0f, 1 - Math.abs(rim - 1) * 7);
      over(BLACK, light, cover * frame);
    }
  }

  private void eye(float ex, float ey, float side, float light, float cover) {
    if (Math.abs(ex) > 0.25f || Math.abs(ey) > 0.25f) {
      return;
    }
    float tx = cosEyeTilt * ex + sinEyeTilt * ey;
    float ty = cosEyeTilt * ey - sinEyeTilt * ex;
    float height = who.eyeSize() * who.eyeAspect() * (1 - how.blink());
    float ball = square(tx / (who.eyeSize() * 1.35f)) + square(ty / height);
    float alpha = cover * coverage(ball, height);
    if (alpha <= 0) {
      return;
    }
    over(WHITE, light, alpha);
    float radius = who.eyeSize() * 0.62f;
    float gx = tx - side * how.gaze() * who.eyeSize();
    float ring = (gx * gx + ty * ty) / (radius * radius);
    over(who.iris(), light, alpha * coverage(ring, radius));
    over(BLACK, light, alpha * coverage(ring * 5, radius * 0.45f));
  }

  private void brow(float ex, float ey, float light, float cover) {
    float by = ey + who.browDistance() + how.browRaise() + who.browTilt() * ex;
    float shape = square(ex / (who.eyeSize() * 1.9f)) + square(by / who.browThickness());
    over(who.hair(), light, cover * coverage(shape, who.browThickness()));
  }

  private void nose(float x, float y, float light, float cover) {
    float top = who.eyeHeight() + 0.04f;
    float t = (y - top) / who.noseLength();
    if (t > 0 && t < 1) {
      float ridge = square(x / (who.noseWidth() * (0.35f + 0.5f * t)));
      over(who.skin(), light * 1.22f, 0.55f * cover * Math.max(0f, 1 - ridge));
    }
    float tipY = y - top - who.noseLength();
    float tip = square(x / who.noseWidth()) + square(tipY / (0.45f * who.noseWidth()));
    over(who.skin(), light * 0.62f, 0.8f * cover * coverage(tip, who.noseWidth() * 0.5f));
  }

  private void mouth(float x, float y, float light, float cover) {
    float mx = x / who.mouthWidth();
    float curve = how.smile() * 0.09f * (mx * mx - 0.4f);
    float my = y - who.mouthHeight() + curve;
    float height = who.lipThickness() + how.mouthOpen();
    float shape = mx * mx + square(my / height);
    over(who.lips(), light, cover * coverage(shape, height));
    if (how.mouthOpen() > 0.01f) {
      float gap = mx * mx * 1.5f + square(my / how.mouthOpen());
      over(BLACK, light, cover * coverage(gap, how.mouthOpen()));
    }
  }

  private void fringe(float x, float y, float light, float cover) {
    float line = -who.hairline() * who.faceHeight() + 0.12f * square(x / who.faceWidth());
    float alpha = Math.min(1f, Math.max(0f, 0.5f + (line - y) * edge));
    over(who.hair(), light, cover * alpha);
  }

  /**
   * Coverage of a shape whose outline is {@code q = 1} and whose smaller radius is {@code radius}.
   */
  private float coverage(float q, float radius) {
    float alpha = 0.5f + (1 - q) * radius * edge;
    return alpha <= 0 ? 0 : Math.min(1f, alpha);
  }

  private void over(float[] color, float light, float alpha) {
    if (alpha <= 0) {
      return;
    }
    red += (color[0] * light - red) * alpha;
    green += (color[1] * light - green) * alpha;
    blue += (color[2] * light - blue) * alpha;
  }

  private long nextNoise() {
    noiseState ^= noiseState << 13;
    noiseState ^= noiseState >>> 7;
    noiseState ^= noiseState << 17;
    return noiseState;
  }

  /** The sum of two uniform bytes is a triangle of standard deviation 104; scaled to the noise. */
  private byte toByte(float value, long noise) {
    float triangle = (noise & 0xFF) + (noise >>> 8 & 0xFF) - 255;
    float level = value * 255 + triangle * how.noise() / 104;
    return (byte) Math.round(Math.max(0f, Math.min(255f, level)));
  }

  private static float square(float value) {
    return value * value;
  }
}
