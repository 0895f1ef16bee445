package fovea.cli;

import picocli.CommandLine.Command;

/** The {@code fovea report} command: what students hand in, made from their runs. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Makes the report of the lab from the runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReportNewCommand.class,
      ReportBuildCommand.class,
      ReportCheckCommand.class,
      ReportVerifyCommand.class,
      ReportFollowupCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  fovea report new report",
      "  fovea report build report --watch",
      "  fovea report check report"
    })
final class ReportCommand {}
