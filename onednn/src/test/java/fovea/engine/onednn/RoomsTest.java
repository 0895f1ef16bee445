package fovea.engine.onednn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The floors of the fast engine: a plan, the stages that emit kernels, and memory. */
@AnalyzeClasses(
    packages = "fovea.engine.onednn",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule A_PLAN_NEEDS_NO_NATIVE_CODE =
      noClasses()
          .that()
          .resideInAPackage("fovea.engine.onednn.plan")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..", "com.sun.jna..");

  @ArchTest
  static final ArchRule NO_CLASSES_FORM_A_CIRCLE =
      slices().assignedFrom(new OuterClasses()).should().beFreeOfCycles();

  /** Each class with those nested in it. */
  private static final class OuterClasses implements SliceAssignment {

    @Override
    public String getDescription() {
      return "classes with those nested in them";
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass each) {
      return each.getPackageName().startsWith("fovea.engine.onednn")
          ? SliceIdentifier.of(each.getName().split("\\$", 2)[0])
          : SliceIdentifier.ignore();
    }
  }
}
