package org.facemargin.faces.toy;

import java.util.SplittableRandom;

/**
 * What makes one drawn person: parameters of shape, colour and features, each uniform in its range.
 * Lengths are in units of half the picture's side, angles in radians, colours in [0, 1].
 */
record ToyIdentity(
    float[] skin,
    float[] hair,
    float[] iris,
    float[] lips,
    float faceWidth,
    float faceHeight,
    float jaw,
    float hairline,
    float hairVolume,
    float hairLength,
    float eyeSpacing,
    float eyeHeight,
    float eyeSize,
    float eyeAspect,
    float eyeTilt,
    float browThickness,
    float browDistance,
    float browTilt,
    float noseLength,
    float noseWidth,
    float mouthWidth,
    float mouthHeight,
    float lipThickness,
    float beard,
    float moleX,
    float moleY,
    float moleSize) {

  static ToyIdentity draw(SplittableRandom random) {
    float light = in(random, 0.35f, 0.95f);
    float warmth = in(random, -0.08f, 0.08f);
    float[] skin = {light, light * (0.78f + warmth), light * (0.62f - warmth)};
    float darkness = in(random, 0.05f, 0.8f);
    float red = in(random, 0.5f, 1f);
    float[] hair = {darkness, darkness * red, darkness * red * in(random, 0.2f, 0.9f)};
    float[] iris = {in(random, 0f, 0.6f), in(random, 0.1f, 0.7f), in(random, 0f, 0.9f)};
    float[] lips = {light * in(random, 0.75f, 1f), light * in(random, 0.2f, 0.6f), light * 0.42f};
    return new ToyIdentity(
        skin,
        hair,
        iris,
        lips,
        in(random, 0.44f, 0.66f),
        in(random, 0.66f, 0.88f),
        in(random, 0f, 0.55f),
        in(random, 0.36f, 0.72f),
        in(random, 0.02f, 0.24f),
        in(random, -0.3f, 0.9f),
        in(random, 0.19f, 0.31f),
        in(random, -0.22f, 0.02f),
        in(random, 0.07f, 0.14f),
        in(random, 0.4f, 0.9f),
        in(random, -0.35f, 0.35f),
        in(random, 0.015f, 0.065f),
        in(random, 0.09f, 0.2f),
        in(random, -0.35f, 0.35f),
        in(random, 0.16f, 0.36f),
        in(random, 0.05f, 0.15f),
        in(random, 0.13f, 0.32f),
        in(random, 0.34f, 0.54f),
        in(random, 0.025f, 0.085f),
        random.nextInt(3) == 0 ? in(random, 0.35f, 0.9f) : 0f,
        in(random, -0.4f, 0.4f),
        in(random, -0.1f, 0.5f),
        random.nextInt(2) == 0 ? in(random, 0.025f, 0.05f) : 0f);
  }

  static float in(SplittableRandom random, float low, float high) {
    return low + (high - low) * (random.nextInt(1 << 24) / (float) (1 << 24));
  }
}
