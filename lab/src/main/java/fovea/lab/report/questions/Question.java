package fovea.lab.report.questions;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A question of the lab.
 *
 * @param number its number on the lab sheet
 * @param investigation finds what the runs tell about it
 */
record Question(int number, Investigation investigation) {

  private static final Set<Integer> STARRED = Set.of(2, 3, 4, 10, 14, 16, 18);
  private static final Set<Integer> BONUS = Set.of(21, 25, 28);

  /** All questions, in the order of the lab sheet. */
  static final List<Question> ALL =
      numbered(
          Windows::size,
          Windows::sharing,
          Shifts::pooling,
          LargerImages::linearLayers,
          LargerImages::sameOutputs,
          LargerImages::scoreMaps,
          Fields::fields,
          Windows::keeping,
          Windows::halving,
          Sizes::layers,
          Sizes::examples,
          Sizes::bagOfWords,
          FirstRuns::digits,
          FirstRuns::modes,
          FirstRuns::convergence,
          Rates::sweep,
          FirstRuns::firstLoss,
          FirstRuns::gap,
          Normalising::channels,
          Normalising::whoseStatistics,
          Normalising::others,
          Augmenting::cropAndFlip,
          Augmenting::mirrors,
          Augmenting::limits,
          Augmenting::others,
          Descending::momentumAndDecay,
          Descending::steadiness,
          Descending::others,
          Regularising::dropout,
          Regularising::others,
          Regularising::ensemble,
          Regularising::rates,
          Regularising::scaling,
          Regularising::batchNorm);

  boolean starred() {
    return STARRED.contains(number);
  }

  boolean bonus() {
    return BONUS.contains(number);
  }

  private static List<Question> numbered(Investigation... investigations) {
    return IntStream.range(0, investigations.length)
        .mapToObj(i -> new Question(i + 1, investigations[i]))
        .toList();
  }
}
