package dev.winnow.app.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * Loads the JDK's vector module while the application runs, where the launcher asks for it by {@code -Dwinnow.vectors=true}.
 * The option {@code --add-modules} would do the same before the start, and then the JVM warns on stderr, at each start and of
 * every command, that the module is incubating.
 */
final class VectorModule {
    /*
     * jdk.internal.module.Modules.loadModule is what the JDK's own agents load modules with; --add-exports opens it. Compiled
     * vectors need -XX:+EnableVectorSupport, which the JVM sets by itself only for --add-modules: without it the classes work, at a
     * tenth of the speed of plain code, so the launcher gives all three together.
     */
    private static final String MODULE = "jdk.incubator.vector";

    private VectorModule() {}

    /** Without the module, or in a JDK that loads modules otherwise, nothing happens: plain code scores the same bits. */
    static void loadIfWanted() {
        if (!Boolean.getBoolean("winnow.vectors")) {
            return;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, MODULE);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            System.setProperty("winnow.vectors", "false");
        }
    }
}
