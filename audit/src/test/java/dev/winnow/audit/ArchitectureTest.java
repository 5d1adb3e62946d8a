package dev.winnow.audit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.winnow.audit");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.winnow.audit.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void needsTheJdkOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "dev.winnow.audit.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheMainClassTouchesFiles() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.VerifierMain(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.net.."))
                .check(CLASSES);
    }

    @Test
    void nothingReadsAClockOrDrawsRandomNumbers() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(CLASSES);
    }
}
