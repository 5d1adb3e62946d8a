package dev.winnow.topology;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which module may know what; each pure module repeats its own part where it is built. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.winnow");

    @Test
    void schemasDependOnNothingOfOurs() {
        onlyOurs("dev.winnow.schemas..", "dev.winnow.wire..").check(CLASSES);
    }

    @Test
    void detectorsSeeEventsOnly() {
        classes()
                .that()
                .resideInAPackage("dev.winnow.detectors..")
                .and()
                .resideOutsideOfPackage("dev.winnow.detectors.feature..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.winnow.detectors..", "dev.winnow.schemas.event..")
                        .or(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage("dev.winnow.."))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.winnow.detectors..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.winnow.triage..", "dev.winnow.audit..", "dev.winnow.topology..", "dev.winnow.wire.."))
                .check(CLASSES);
    }

    @Test
    void triageSeesNeitherWireRecordsNorAudit() {
        noClasses()
                .that()
                .resideInAPackage("dev.winnow.triage..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.winnow.wire..", "dev.winnow.schemas..", "dev.winnow.audit..", "dev.winnow.topology.."))
                .check(CLASSES);
    }

    @Test
    void auditStandsAlone() {
        onlyOurs("dev.winnow.audit..").check(CLASSES);
    }

    @Test
    void onlyTopologyKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.winnow.topology..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void stagesReadNoClockAndDrawNoChance() {
        noClasses()
                .that()
                .resideInAPackage("dev.winnow.topology..")
                .and()
                // Waits between its attempts to reach the registry, which is asked once per schema and not per record.
                .doNotHaveSimpleName("RegistryClient")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class)
                .check(CLASSES);
    }

    @Test
    void stagesReachNeitherFilesNorNetwork() {
        noClasses()
                .that()
                .resideInAPackage("dev.winnow.topology..")
                .and()
                .resideOutsideOfPackage("dev.winnow.topology.serde..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.net.."))
                .check(CLASSES);
    }

    @Test
    void packagesOfTheTopologyFormNoCycle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith("dev.winnow.topology")
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of the topology, its root included";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    private static ClassesShouldConjunction onlyOurs(String... packages) {
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(packages)
                        .or(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage("dev.winnow.."))));
    }
}
