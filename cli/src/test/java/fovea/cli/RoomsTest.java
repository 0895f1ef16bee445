package fovea.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules: the command uses the lab, the lab uses the core. */
@AnalyzeClasses(packages = "fovea", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  private static final String[] CORE = {
    "fovea.nn..", "fovea.engine..", "fovea.data..", "fovea.train.."
  };

  @ArchTest
  static final ArchRule THE_CORE_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("fovea.lab..", "fovea.cli..");

  @ArchTest
  static final ArchRule THE_LAB_USES_THE_CORE_ONLY =
      noClasses()
          .that()
          .resideInAPackage("fovea.lab..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("fovea..")
                  .and(resideInAPackage("fovea.lab..").negate())
                  .and(resideInAnyPackage(CORE).negate()));

  @ArchTest
  static final ArchRule ONLY_THE_FAST_ENGINE_IS_NATIVE =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..");

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
  static final ArchRule NOBODY_USES_THE_COMMAND =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("fovea.cli..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_TALKS_TO_A_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

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
  static final ArchRule EVERY_CLASS_HAS_A_ROOM =
      classes()
          .should()
          .resideInAnyPackage(
              "fovea.nn..",
              "fovea.engine..",
              "fovea.data..",
              "fovea.train..",
              "fovea.recipe..",
              "fovea.images..",
              "fovea.run..",
              "fovea.probe..",
              "fovea.experiment..",
              "fovea.trained..",
              "fovea.lab..",
              "fovea.cli..");

  @ArchTest
  static final ArchRule NOTHING_STATIC_CHANGES =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage("fovea.lab..", "fovea.cli..")
          .and()
          .areStatic()
          .should()
          .notBeFinal();
}
