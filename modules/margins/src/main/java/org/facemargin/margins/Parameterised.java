package org.facemargin.margins;

import java.util.List;
import org.facemargin.core.Named;

/** Something a user names and sets parameters of: a loss, a regulariser. */
public interface Parameterised extends Named {

  /** What a user calls such a thing, in the singular: "loss", "regulariser". */
  String kind();

  /** Every parameter, with its default. Names are unique. */
  List<LossParameter> parameters();
}
