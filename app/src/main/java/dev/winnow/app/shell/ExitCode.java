package dev.winnow.app.shell;

/** Exit codes of the command. {@code winnow audit verify} has its own, 0 to 7, on its help. */
public final class ExitCode {
    /** Done, and the answer is yes. */
    public static final int OK = 0;
    /** Not done, or the answer is no. */
    public static final int FAILURE = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** The configuration is wrong. */
    public static final int CONFIGURATION = 3;
    /** Kafka cannot be reached, or refuses. */
    public static final int UNREACHABLE = 4;
    /** A file cannot be read or written. */
    public static final int FILE = 5;

    /** The application stopped, and a new start would do the same: something outside has to be put right first. */
    public static final int FATAL = 8;

    public static final String OK_HELP = "0:done, and the answer is yes";
    public static final String FAILURE_HELP = "1:not done, or the answer is no";
    public static final String USAGE_HELP = "2:the command line is wrong";
    public static final String CONFIGURATION_HELP = "3:the configuration is wrong";
    public static final String UNREACHABLE_HELP = "4:Kafka cannot be reached, or refuses";
    public static final String FILE_HELP = "5:a file cannot be read or written";

    public static final String FATAL_HELP =
            "8:a failure that comes again at each start until it is put right: a key, a right, state of another build";

    private ExitCode() {}
}
