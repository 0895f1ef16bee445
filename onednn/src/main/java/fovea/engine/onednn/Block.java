package fovea.engine.onednn;

import org.bytedeco.javacpp.BytePointer;

/** A block of native memory with a reference count: how many tensors still need its content. */
final class Block {

  private final BytePointer pointer;
  private int users = 1;

  Block(BytePointer pointer) {
    this.pointer = pointer;
  }

  BytePointer pointer() {
    return pointer;
  }

  long address() {
    return pointer.address();
  }

  long bytes() {
    return pointer.capacity();
  }

  /** Whether there is only one user left, who may overwrite it. */
  boolean exclusive() {
    return users == 1;
  }

  boolean free() {
    return users == 0;
  }

  void retain() {
    users++;
  }

  void release() {
    if (users == 0) {
      throw new IllegalStateException("a block was released more often than it was taken");
    }
    users--;
  }
}
