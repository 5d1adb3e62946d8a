package dev.winnow.triage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.winnow.detectors.segment.Attribution;
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
            .importPackages("dev.winnow.triage");

    @Test
    void knowsNeitherKafkaNorTheModulesAboveIt() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.kafka..",
                        "dev.winnow.schemas..",
                        "dev.winnow.wire..",
                        "dev.winnow.audit..",
                        "dev.winnow.topology.."))
                .check(CLASSES);
    }

    /** What the pure modules share lies in detectors: state coding, mixing and digests, and how settings say what is wrong. */
    @Test
    void seesOnlyAttributionAndTheSharedRoomsOfDetectors() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.winnow.detectors..")
                        .and(not(resideInAnyPackage(
                                "dev.winnow.detectors.snapshot",
                                "dev.winnow.detectors.hash",
                                "dev.winnow.detectors.setting")))
                        .and(not(type(Attribution.class))))
                .check(CLASSES);
    }

    @Test
    void hasNoCycleBetweenPackages() {
        slices().matching("dev.winnow.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void stagesDoNotKnowTheirWhole() {
        noClasses()
                .that()
                .resideInAPackage("dev.winnow.triage.*..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.winnow.triage"))
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
