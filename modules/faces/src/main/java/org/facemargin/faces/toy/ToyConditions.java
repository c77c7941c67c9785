package org.facemargin.faces.toy;

import static org.facemargin.faces.toy.ToyIdentity.in;

import java.util.SplittableRandom;

/**
 * What differs between two pictures of one drawn person: pose, light, expression, occlusion,
 * background, noise. Lengths are in units of half the picture's side, angles in radians.
 */
record ToyConditions(
    float roll,
    float scale,
    float shiftX,
    float shiftY,
    float yaw,
    float pitch,
    float lightX,
    float lightY,
    float ambient,
    float diffuse,
    float[] cast,
    float smile,
    float mouthOpen,
    float blink,
    float browRaise,
    float gaze,
    boolean glasses,
    float occluderX,
    float occluderY,
    float occluderWidth,
    float occluderHeight,
    float[] occluderColor,
    float[] background,
    float[] backgroundSlope,
    float noise,
    long noiseSeed) {

  static ToyConditions draw(SplittableRandom random) {
    float exposure = in(random, 0.5f, 1.15f);
    float ambientShare = in(random, 0.25f, 0.85f);
    boolean occluded = random.nextInt(5) < 2;
    return new ToyConditions(
        in(random, -0.2f, 0.2f),
        in(random, 0.86f, 1.14f),
        in(random, -0.1f, 0.1f),
        in(random, -0.1f, 0.1f),
        in(random, -0.34f, 0.34f),
        in(random, -0.14f, 0.14f),
        in(random, -0.95f, 0.95f),
        in(random, -0.8f, 0.5f),
        exposure * ambientShare,
        exposure * (1.25f - ambientShare),
        new float[] {in(random, 0.8f, 1.15f), in(random, 0.85f, 1.1f), in(random, 0.75f, 1.2f)},
        in(random, -1f, 1f),
        Math.max(0f, in(random, -0.08f, 0.12f)),
        Math.max(0f, in(random, -0.8f, 0.75f)),
        in(random, -0.03f, 0.06f),
        in(random, -0.35f, 0.35f),
        random.nextInt(6) == 0,
        in(random, -0.7f, 0.7f),
        in(random, -0.7f, 0.9f),
        occluded ? in(random, 0.12f, 0.34f) : 0f,
        in(random, 0.12f, 0.34f),
        color(random),
        color(random),
        new float[] {in(random, -0.4f, 0.4f), in(random, -0.4f, 0.4f)},
        in(random, 2f, 22f),
        random.nextLong());
  }

  private static float[] color(SplittableRandom random) {
    return new float[] {in(random, 0f, 1f), in(random, 0f, 1f), in(random, 0f, 1f)};
  }
}
