package fovea.experiment;

import fovea.engine.Engine;
import fovea.recipe.Recipe;
import fovea.recipe.ResizedEpochs;
import fovea.train.EpochResult;
import fovea.train.Group;
import fovea.train.Listener;
import fovea.train.Outcome;
import fovea.train.Progress;
import fovea.train.StopRequest;
import fovea.train.Trainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * The stages of a training with progressive resizing: a session for each size of its images, one
 * open at a time. Without resizing there is one stage.
 */
final class Stages implements AutoCloseable {

  /**
   * One stage.
   *
   * @param until its last epoch
   */
  private record Stage(Setup setup, int until) {}

  private final Engine engine;
  private final Group group;
  private final Duration time;
  private final Deque<Stage> left = new ArrayDeque<>();
  private final Deque<Session> open = new ArrayDeque<>(1); // what is closed can be collected
  private OptionalLong start = OptionalLong.empty();

  /**
   * Opens the session of the epoch that is next.
   *
   * @param setup that of images of full size
   * @param epoch the epochs that are finished
   * @throws IOException if the initial weights cannot be read
   */
  Stages(Recipe recipe, Setup setup, Engine engine, Group group, int epoch) throws IOException {
    this.engine = engine;
    this.group = group;
    time = setup.plan().time();
    int until = 0;
    for (ResizedEpochs each : recipe.resizedEpochs()) {
      until += each.epochs();
      left.add(new Stage(setup.resized(each.size()), until));
    }
    left.add(new Stage(setup, setup.plan().epochs()));
    while (left.size() > 1 && left.getFirst().until() <= epoch) {
      left.removeFirst();
    }
    open.push(new Session(left.getFirst().setup(), engine, group));
  }

  /** The open session. */
  Session session() {
    return open.getFirst();
  }

  /** Whether no stage follows. */
  private boolean last() {
    return left.size() == 1;
  }

  /**
   * Closes the session and opens that of the next stage, whose weights are yet to be loaded.
   *
   * @return false if there is none, and the session stays open
   */
  boolean advance() throws IOException {
    if (last()) {
      return false;
    }
    open.pop().close();
    left.removeFirst();
    open.push(new Session(left.getFirst().setup().uninitialized(), engine, group));
    return true;
  }

  /**
   * Creates the trainer of the stage.
   *
   * @param own listeners of this stage alone
   * @param lasting listeners of the whole training, which are told of one start and one end
   */
  Trainer trainer(StopRequest stop, List<Listener> own, List<Listener> lasting) {
    boolean first = start.isEmpty();
    long now = System.nanoTime();
    start = OptionalLong.of(start.orElse(now));
    Duration rest = time.minusNanos(now - start.getAsLong());
    List<Listener> all = new ArrayList<>(own);
    lasting.forEach(each -> all.add(new Lasting(each, first)));
    Trainer.Plan plan = session().setup.plan().endingWith(left.getFirst().until(), rest);
    return session().trainer(plan, stop, all);
  }

  /** Passes on what happens in this stage. */
  private final class Lasting implements Listener {
    private final Listener listener;
    private final boolean first;

    Lasting(Listener listener, boolean first) {
      this.listener = listener;
      this.first = first;
    }

    @Override
    public void onStart(Progress progress) {
      if (first) {
        listener.onStart(progress);
      }
    }

    @Override
    public void onLoss(Progress progress) {
      listener.onLoss(progress);
    }

    @Override
    public void onStep(Progress progress) {
      listener.onStep(progress);
    }

    @Override
    public void onEpoch(EpochResult result, Progress progress) {
      listener.onEpoch(result, progress);
    }

    @Override
    public void onEnd(Outcome outcome, Progress progress) {
      if (outcome != Outcome.COMPLETED || last()) {
        listener.onEnd(outcome, progress);
      }
    }
  }

  @Override
  public void close() {
    open.forEach(Session::close);
  }
}
