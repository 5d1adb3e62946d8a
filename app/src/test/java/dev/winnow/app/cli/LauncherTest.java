package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher against a Maven and a JVM that only write down how they were called. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("winnow.root", "..")).resolve("winnow");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private String path = "";

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Files.copy(LAUNCHER, root.resolve("winnow"));
        Files.createDirectories(root.resolve("app/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("app/pom.xml"), "<project/>");
        source("A.java");
        script("bin/mvn", """
                echo "mvn $*" >> "$CALLS"
                mkdir -p evaluation/target/lib dist/target
                touch evaluation/target/winnow-evaluation-1.jar evaluation/target/lib/b.jar evaluation/target/lib/a.jar
                touch evaluation/target/lib/broker.jar
                printf /repository/b.jar:/elsewhere/a.jar > dist/target/run.classpath
                for i in $(seq 250); do echo "[INFO] Downloaded from central: file $i"; done
                echo "[INFO] Building Winnow topology 0.1.0                       [5/8]"
                """);
        script("jdk/bin/javac", "");
        script("jdk/bin/java", """
                for arg in "$@"; do case $arg in -XX:ArchiveClassesAtExit=*)
                    echo archive > "${arg#*=}"; echo tour >> "$CALLS"; exit 0;; esac; done
                echo "java $*"
                """);
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
    }

    @Test
    void buildsOnceAndThenOnlyWhereASourceIsNewer() throws Exception {
        Outcome first = launch("--version");
        assertThat(first.code()).isZero();
        assertThat(calls()).containsExactly("mvn -B -Dmaven.test.skip=true -Dspotless.check.skip=true package", "tour");

        launch("--version");
        assertThat(calls()).hasSize(2);

        Files.setLastModifiedTime(source("A.java"), FileTime.from(Instant.now().plusSeconds(5)));
        launch("--version");
        assertThat(calls()).hasSize(4);
    }

    @Test
    void buildsAgainWhereAJarIsMissing() throws Exception {
        launch("--version");
        Files.delete(root.resolve("evaluation/target/lib/a.jar"));

        launch("--version");

        assertThat(calls().stream().filter(call -> call.startsWith("mvn"))).hasSize(2);
    }

    @Test
    void givesTheCommandItsArgumentsAndNothingElseOnStdout() throws Exception {
        Outcome outcome = launch("send", "a file.json", "--format", "zeek");

        assertThat(outcome.out())
                .isEqualTo("java -Dfile.encoding=UTF-8 -XX:+UseParallelGC -XX:SharedArchiveFile=" + archive()
                        + " -Xlog:cds=off -Xlog:cds+dynamic=off -Xmx1g -cp " + root
                        + "/evaluation/target/lib/a.jar:" + root
                        + "/evaluation/target/lib/b.jar dev.winnow.app.cli.Main send a file.json --format zeek\n");
    }

    @Test
    void showsHowTheBuildGetsOn() throws Exception {
        Outcome outcome = launch("--version");

        assertThat(outcome.err())
                .contains("winnow: building")
                .contains(
                        "winnow:   100 files fetched\nwinnow:   200 files fetched\nwinnow:   [5/8] Winnow topology 0.1.0\n")
                .doesNotContain("Downloaded from");
        assertThat(Files.readString(root.resolve("target/winnow.build.log")))
                .contains("Downloaded from central: file 250");
    }

    @Test
    void keepsTheBrokerAndTheBenchmarksOffTheClassPathOfAnApplication() throws Exception {
        String application = launch("run", "-c", "winnow.yaml").out();
        String demo = launch("demo").out();

        assertThat(application)
                .contains("lib/a.jar")
                .doesNotContain("broker.jar")
                .doesNotContain("winnow-evaluation");
        assertThat(demo).contains("lib/a.jar", "lib/broker.jar", "winnow-evaluation-1.jar");
    }

    @Test
    void givesTheBrokerToEveryCommandThatRunsOverFiles() throws Exception {
        for (String command : List.of("demo", "triage", "broker", "replay", "explain", "bench", "eval")) {
            assertThat(launch(command).out()).as(command).contains("lib/broker.jar");
        }
    }

    @Test
    void leavesOptimisingToLongRuns() throws Exception {
        assertThat(launch("triage").out()).contains("-XX:Tier4InvocationThreshold=50000");
        assertThat(launch("run").out()).doesNotContain("-XX:Tier4");
        assertThat(launch("bench").out()).doesNotContain("-XX:Tier4");
    }

    @Test
    void asksForVectorsWithoutNamingAnIncubatingModule() throws Exception {
        assertThat(launch("run").out())
                .contains("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions"
                        + " -XX:+EnableVectorSupport -Dwinnow.vectors=true")
                .doesNotContain("--add-modules");
        assertThat(launch("send").out()).doesNotContain("vectors");
    }

    @Test
    void runsItsOwnJarsAfterTheFolderWasCopied() throws Exception {
        launch("--version");
        Path copy = root.resolve("copy");
        Process copying = new ProcessBuilder(
                        "/bin/sh", "-c", "mkdir copy && cp -a winnow pom.xml app evaluation dist target copy")
                .directory(root.toFile())
                .start();
        assertThat(copying.waitFor(30, TimeUnit.SECONDS)).isTrue();

        Outcome outcome = launch(copy.resolve("winnow"), "--version");

        assertThat(outcome.out())
                .contains("-cp " + copy + "/evaluation/target/lib/a.jar:" + copy + "/evaluation/target/lib/b.jar:")
                .doesNotContain(root + "/evaluation");
        assertThat(calls().stream().filter(call -> call.startsWith("mvn"))).hasSize(1);
    }

    @Test
    void saysWhereMavenAndAJdkComeFromWhereTheyAreMissing() throws Exception {
        Path tools = Files.createDirectories(root.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "sed", "find", "head", "tr", "cat", "mkdir")) {
            Path real = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            script("tools/" + tool, "exec " + real + " \"$@\"\n");
        }
        path = tools.toString();

        Outcome outcome = launch("--version");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "Maven, 3.8 or newer, is required to build; mvn was not found on the path; install it (Debian")
                .doesNotContain("building");
    }

    @Test
    void allowsNativeAccessOnNewerJdks() throws Exception {
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");

        assertThat(launch("--version").out())
                .contains("--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void refusesAnOldJdk() throws Exception {
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");

        Outcome outcome = launch("--version");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("a JDK, 17 or newer, is required; ").contains("is 11.0.2");
        assertThat(calls()).isEmpty();
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        script("bin/mvn", "echo [INFO] noise; echo '[ERROR] no such artifact'; exit 1");

        Outcome outcome = launch("--version");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("[ERROR] no such artifact\nwinnow: the build failed; all that Maven said is in ")
                .doesNotContain("noise");
    }

    @Test
    void findsItsFolderThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("jdk/link"), Path.of("../winnow"));

        Outcome outcome = launch(link, "--version");

        assertThat(outcome.out()).contains(root + "/evaluation/target/lib/a.jar");
    }

    private Path archive() throws IOException {
        try (var files = Files.list(root.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Outcome launch(String... args) throws IOException, InterruptedException {
        return launch(root.resolve("winnow"), args);
    }

    private Outcome launch(Path launcher, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", launcher.toString()));
        command.addAll(List.of(args));
        Path out = root.resolve("out.txt");
        Path err = root.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("WINNOW_"));
        environment.put("PATH", path.isEmpty() ? root.resolve("bin") + ":/usr/bin:/bin" : path);
        environment.put("JAVA_HOME", root.resolve("jdk").toString());
        environment.put("CALLS", root.resolve("calls.txt").toString());
        environment.put("WINNOW_JAVA_OPTS", "-Xmx1g");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private List<String> calls() throws IOException {
        Path calls = root.resolve("calls.txt");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Path source(String name) throws IOException {
        return Files.writeString(root.resolve("app/src/main").resolve(name), "class A {}", StandardCharsets.UTF_8);
    }

    private void script(String path, String body) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
