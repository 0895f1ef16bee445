package fovea.engine.onednn;

import org.bytedeco.javacpp.BytePointer;

/** Native memory, and how many tensors still need what it holds. */
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

  /** Whether the one who holds it is the last: it may then be overwritten. */
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
