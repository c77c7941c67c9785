package org.facemargin.cuda;

/**
 * A GPU, its driver or its libraries refused something. The message says which call, what came back
 * and what to do.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CudaException(String message) {
    super(message);
  }

  public CudaException(String message, Throwable cause) {
    super(message, cause);
  }
}
