package fovea.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module uses, and who uses it. The floors below it are held in the module cli. */
@AnalyzeClasses(packages = "fovea", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule NOBODY_NAMES_THIS_MODULE =
      noClasses()
          .that()
          .resideOutsideOfPackage("fovea.spark")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "fovea.spark", "org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule ONLY_ITS_MAIN_CLASS_KNOWS_THE_COMMAND =
      noClasses()
          .that()
          .resideInAPackage("fovea.spark")
          .and()
          .doNotHaveSimpleName("Main")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("fovea.cli..", "fovea.studio..", "fovea.serve..", "fovea.engine..");

  @ArchTest
  static final ArchRule NOTHING_STATIC_CHANGES =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("fovea.spark")
          .and()
          .areStatic()
          .should()
          .notBeFinal();
}
