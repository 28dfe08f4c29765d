// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell completes commands by. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print the script by which bash or zsh complete commands, options and file names. In bash,"
                + " `source <(backflow completion)` in ~/.bashrc; in zsh, `source <(backflow completion zsh)` in"
                + " ~/.zshrc.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow completion bash", "  backflow completion zsh"})
public final class CompletionCommand implements Callable<Integer> {

    /** The shells there are scripts for. */
    enum Shell {
        BASH,
        /** By its emulation of bash's completion, which the script asks for itself. */
        ZSH
    }

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "bash or zsh; by default ${DEFAULT-VALUE}. One script serves both.")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String script = AutoComplete.bash("backflow", spec.root().commandLine());
        spec.commandLine().getOut().print(shell == Shell.ZSH ? "#compdef backflow\n" + script : script);
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
