package dev.winnow.detectors;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What keeps this module pure: the same calls give the same results, on any machine, at any time. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.winnow.detectors");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.winnow.detectors.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void membersAndFeaturesKnowNoEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.winnow.detectors.segment..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.winnow.detectors.segment..")
                .check(CLASSES);
    }

    @Test
    void knowsNeitherKafkaNorTheModulesAboveIt() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.kafka..", "dev.winnow.triage..", "dev.winnow.audit..", "dev.winnow.topology.."))
                .check(CLASSES);
    }

    @Test
    void reachesNeitherFilesNorNetworkNorThreads() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.."))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(File.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(CLASSES);
    }

    @Test
    void readsNoClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CLASSES);
    }

    @Test
    void drawsNoRandomNumbersThatASeedDoesNotGive() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(SecureRandom.class)
                .check(CLASSES);
    }
}
