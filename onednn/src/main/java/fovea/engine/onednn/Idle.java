package fovea.engine.onednn;

/** An instruction that does nothing, for shards that have no part in a sum. */
record Idle(String layer, String pass) implements Instruction {

  @Override
  public void run(long key) {}
}
