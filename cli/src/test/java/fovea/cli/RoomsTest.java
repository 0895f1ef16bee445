package fovea.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which room uses which, over all modules. */
@AnalyzeClasses(packages = "fovea", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  /** The floors, from the lowest: a room uses rooms of floors before its own only. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("fovea.nn"),
          List.of("fovea.engine", "fovea.data"),
          List.of("fovea.engine.reference", "fovea.engine.onednn.plan", "fovea.train"),
          List.of("fovea.engine.onednn"),
          List.of("fovea.train.ring"),
          List.of("fovea.recipe", "fovea.probe"),
          List.of("fovea.images", "fovea.run"),
          List.of("fovea.pretrained"),
          List.of("fovea.experiment"),
          List.of("fovea.trained"),
          List.of("fovea.interchange", "fovea.serve"),
          List.of("fovea.lab.words"),
          List.of("fovea.lab.figure"),
          List.of("fovea.lab.measure", "fovea.lab.baseline"),
          List.of("fovea.lab.chart", "fovea.lab.understand"),
          List.of("fovea.lab.ladder", "fovea.lab.explain"),
          List.of("fovea.lab.cluster"),
          List.of("fovea.lab.report", "fovea.lab.report.page"),
          List.of("fovea.lab.report.questions", "fovea.lab.report.document", "fovea.lab.plan"),
          List.of("fovea.studio.web"),
          List.of("fovea.studio.runs"),
          List.of("fovea.studio.jobs"),
          List.of("fovea.studio.playground", "fovea.studio.explorer", "fovea.studio.questions"),
          List.of("fovea.studio"),
          List.of("fovea.cli"));

  @ArchTest
  static void aRoomUsesLowerFloorsOnly(JavaClasses all) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      Set<String> allowed = new HashSet<>();
      FLOORS.subList(0, floor).forEach(allowed::addAll);
      for (String room : FLOORS.get(floor)) {
        noClasses()
            .that()
            .resideInAPackage(room)
            .should()
            .dependOnClassesThat(
                describe(
                    "are of its floor or a higher one",
                    each ->
                        each.getPackageName().startsWith("fovea.")
                            && !each.getPackageName().equals(room)
                            && !allowed.contains(each.getPackageName())))
            .check(all);
      }
    }
  }

  @ArchTest
  static final ArchRule EVERY_CLASS_HAS_A_ROOM =
      classes()
          .that()
          .doNotHaveSimpleName("package-info")
          .should()
          .resideInAnyPackage(FLOORS.stream().flatMap(List::stream).toArray(String[]::new));

  @ArchTest
  static final ArchRule RUNS_DRAW_NO_CHARTS =
      noClasses()
          .that()
          .resideOutsideOfPackages("fovea.lab..", "fovea.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.knowm..",
              "org.apache.batik..",
              "org.apache.fontbox..",
              "boofcv..",
              "de.bwaldvogel..");

  @ArchTest
  static final ArchRule ONLY_THE_FAST_ENGINE_IS_NATIVE =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule CLUSTERS_ARE_FOUND_NOT_NAMED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
          .as("the command needs no Spark: the module spark is found as a service");

  @ArchTest
  static final ArchRule ENGINES_ARE_FOUND_NOT_NAMED =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("fovea.engine.onednn..")
          .as("the fast engine is found as a service: nobody names its classes");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_TALKS_TO_A_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule ONLY_THE_SHELL_NEEDS_JSHELL =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("fovea.cli.ShellCommand")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jdk.jshell..")
          .as("only the shell needs JShell, which some runtimes do not have");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_USES_STANDARD_STREAMS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("fovea.cli.Fovea")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule NOTHING_STATIC_CHANGES =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("fovea..")
          .and()
          .areStatic()
          .should()
          .notBeFinal();
}
