package fovea;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms of this module: who may use whom. */
@AnalyzeClasses(packages = "fovea", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule NETWORKS_USE_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("fovea.nn..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("fovea.nn..", "java..");

  @ArchTest
  static final ArchRule ENGINES_USE_NETWORKS =
      noClasses()
          .that()
          .resideInAPackage("fovea.engine..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("fovea..")
                  .and(resideOutsideOfPackage("fovea.nn.."))
                  .and(resideOutsideOfPackage("fovea.engine..")));

  @ArchTest
  static final ArchRule DATA_USES_NETWORKS =
      noClasses()
          .that()
          .resideInAPackage("fovea.data..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("fovea..")
                  .and(resideOutsideOfPackage("fovea.nn.."))
                  .and(resideOutsideOfPackage("fovea.data..")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule TRAINING_USES_NETWORKS_ENGINES_AND_DATA =
      noClasses()
          .that()
          .resideInAPackage("fovea.train..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("fovea..")
                  .and(
                      resideOutsideOfPackage("fovea.train..")
                          .and(resideOutsideOfPackage("fovea.nn.."))
                          .and(resideOutsideOfPackage("fovea.data.."))
                          .and(resideOutsideOfPackage("fovea.engine"))))
          .as("training uses networks, data, and the contract of engines, not an engine")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule EVERY_OTHER_CLASS_HAS_A_ROOM =
      classes()
          .should()
          .resideInAnyPackage("fovea.nn..", "fovea.engine..", "fovea.data..", "fovea.train..");

  @ArchTest
  static final ArchRule NOTHING_HERE_IS_NATIVE =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule THE_REFERENCE_ENGINE_STANDS_ALONE =
      classes()
          .that()
          .resideInAPackage("fovea.engine.reference..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("fovea.engine.reference..", "fovea.engine", "fovea.nn..", "java..");

  @ArchTest
  static final ArchRule NOTHING_STATIC_CHANGES =
      noFields().that().areStatic().should().notBeFinal();
}
