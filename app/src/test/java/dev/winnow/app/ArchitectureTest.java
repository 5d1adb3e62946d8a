package dev.winnow.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which room of the application may know which. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.winnow.app");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.winnow.app.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void runsKnowNoCommand() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.winnow.app.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.winnow.app.cli..")
                .check(CLASSES);
    }
}
