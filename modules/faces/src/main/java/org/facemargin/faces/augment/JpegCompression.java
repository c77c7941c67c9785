package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ImageCodec;

/** Encodes as JPEG of quality 10 to 60 and decodes again, with probability 0.2. */
@AutoService(Augmentation.class)
public final class JpegCompression implements Augmentation {

  @Override
  public String name() {
    return "jpeg-compression";
  }

  @Override
  public String description() {
    return "with probability 0.2 encodes as JPEG of quality 10 to 60 and decodes again";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    return ImageCodec.decode(ImageCodec.jpeg(image, 10 + random.nextInt(51)), name());
  }
}
