package dev.winnow.app.config;

/** A text of its own form inside the configuration, written in place or in a file. Immutable. */
public final class Declaration {
    private final String text;

    private Declaration(String text) {
        this.text = text;
    }

    /** What the file has, or what stands in place. */
    static Declaration of(String text) {
        return new Declaration(text);
    }

    public String text() {
        return text;
    }

    /** True for a declaration itself, false for the path of a file with one: no path has two lines. */
    static boolean isInPlace(String text) {
        return text.indexOf('\n') >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Declaration that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text, as the effective configuration has it. */
    @Override
    public String toString() {
        return text;
    }
}
