package dev.winnow.evaluation.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh JVM that measures one width and prints one line: the same class path, nothing else shared with the parent. */
public final class ForestFork {
    /** A heap that both forests and their garbage fit into, collected by one thread, so that no collector runs beside them. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    /** Options of this JVM that change which code runs, so a fork gets them too. */
    private static final List<String> PASSED_ON = List.of("--add-modules", "--enable-preview", "--sun-misc-unsafe");

    private static final int QUOTED_LINES = 5;

    private ForestFork() {}

    /** Width, points, blocks, seed. */
    public static void main(String[] args) {
        endWithTheParent();
        ForestMeter meter = new ForestMeter(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]));
        ForestFigures figures = meter.measure();
        System.out.println(figures.toLine());
        System.err.println("sum of all results: " + meter.sink());
        System.exit(0);
    }

    /** Starts a JVM, waits for it and reads what it measured. */
    static ForestFigures run(ForestPlan plan, int features, int fork) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ForestFork.class.getName()));
        command.addAll(List.of(
                Integer.toString(features),
                Integer.toString(plan.points()),
                Integer.toString(plan.blocks()),
                Long.toString(plan.seed() + fork)));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException("BEN-009 fork: a JVM must start; found " + e.getMessage(), e);
        }
        List<String> lines;
        int code;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines = out.lines().toList();
            code = process.waitFor();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("BEN-009 fork: its output must be readable; found " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("BEN-004 interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        return figures(lines, code);
    }

    /** Of a fork: its own, and those of this JVM that it needs. */
    static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (PASSED_ON.stream().anyMatch(argument::startsWith)) {
                options.add(argument);
            }
        }
        return List.copyOf(options);
    }

    /** What a fork measured, if it ended well. */
    static ForestFigures figures(List<String> lines, int code) {
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
        if (code != 0) {
            throw new IllegalStateException("BEN-009 fork: must end with code 0, was " + code + "; it said: " + last);
        }
        try {
            return ForestFigures.fromOutput(lines);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("BEN-009 fork: " + e.getMessage() + "; it said: " + last, e);
        }
    }

    /** The parent holds this JVM's input open as long as it lives. */
    private static void endWithTheParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever sent.
                        }
                    } catch (IOException e) {
                        // A broken pipe ends it as well.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
