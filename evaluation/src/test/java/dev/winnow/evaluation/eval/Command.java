package dev.winnow.evaluation.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.shell.CommandFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** One run of {@code winnow eval} in this process. */
record Command(int exitCode, String out, String failure) {
    static Command run(Map<String, String> environment, String... arguments) {
        CommandLine line = (CommandLine) new EvalModule()
                .commands(new CommandContext(environment, config -> List.of()))
                .get(0);
        StringWriter out = new StringWriter();
        StringWriter failure = new StringWriter();
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(new StringWriter()));
        line.setParameterExceptionHandler((e, given) -> {
            failure.write(String.valueOf(e.getMessage()));
            return 2;
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (!(e instanceof CommandFailure stated)) {
                throw e;
            }
            failure.write(String.valueOf(stated.getMessage()));
            return stated.exitCode();
        });
        int code = line.execute(arguments);
        return new Command(code, out.toString(), failure.toString());
    }

    static Command run(String... arguments) {
        return run(Map.of(), arguments);
    }

    JsonNode json() throws JsonProcessingException {
        return new ObjectMapper().readTree(out);
    }
}
