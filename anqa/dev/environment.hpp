#pragma once

/// What anqa-dev tells the program that it runs, as environment variables. A program that is linked with
/// anqa::dev reads them; without them it runs as ever.

namespace anqa::dev {

/// A folder for this loop alone: where listening sockets are handed over and the states of pages are kept.
inline constexpr const char* folder_variable = "ANQA_DEV_FOLDER";
/// The port at which anqa-dev tells pages what happens.
inline constexpr const char* port_variable = "ANQA_DEV_PORT";
/// Which run of the program it is. Once its endpoint listens there is a file `serving-<run>` in the folder.
inline constexpr const char* run_variable = "ANQA_DEV_RUN";

}  // namespace anqa::dev
