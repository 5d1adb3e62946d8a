package dev.winnow.evaluation.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine that figures were measured on.
 *
 * @param cpu model name, or the architecture where the system names none
 * @param cores processors that this JVM may use
 * @param memoryBytes main memory
 * @param jdk version and vendor
 * @param os operating system
 */
public record Machine(String cpu, int cores, long memoryBytes, String jdk, String os) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public static Machine here() {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch", "unknown")),
                Runtime.getRuntime().availableProcessors(),
                SYSTEM.getTotalMemorySize(),
                Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** Runnable threads over the last minute, of everybody on the machine; negative where the system does not say. */
    public static double loadAverage() {
        return SYSTEM.getSystemLoadAverage();
    }

    /** Processor time of this process so far, all threads, in nanoseconds. */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Largest memory that this process has held so far, native memory included; -1 where the system does not say. */
    static long peakResidentBytes() {
        String text = field(Path.of("/proc/self/status"), "VmHWM", "");
        return text.endsWith(" kB") ? Long.parseLong(text.substring(0, text.length() - 3)) * 1024 : -1;
    }

    /** As it stands in a document. */
    public Map<String, Object> toJson(double loadAverageAtStart) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cpu", cpu);
        document.put("cores", cores);
        document.put("memoryBytes", memoryBytes);
        document.put("jdk", jdk);
        document.put("os", os);
        document.put("loadAverage", loadAverageAtStart);
        document.put("loadAverageAtEnd", loadAverage());
        return document;
    }

    private static String field(Path file, String name, String otherwise) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
