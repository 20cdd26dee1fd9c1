#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/mask.hpp"
#include "anqa/live/upload_config.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

class LiveInstance;

namespace detail {

/// The uploads that one view or component allows.
class LiveUploads {
 public:
  struct Allowed {
    UploadConfig* config;  ///< one of its assigns
    Mask field;
    /// Calls `handle_progress(Event<"name">, const UploadEntry&, Socket&)`; null when there is none.
    Task<void> (*progress)(LiveInstance& instance, const UploadEntry& entry);
    /// Calls `presign_upload(Event<"name">, const UploadEntry&, Socket&)`; null for one that is not external.
    result<Term> (*presign)(LiveInstance& instance, const UploadEntry& entry);
  };

  /// What allow() gave before for the same assign makes room.
  void allow(Allowed allowed);
  void disallow(const UploadConfig& config);
  /// Files that are on their way are stopped: whoever allowed them is gone.
  void stop() const;
  const Allowed* find(std::string_view upload_ref) const;
  const Allowed* find(Pid channel) const;
  const std::vector<Allowed>& all() const { return all_; }

 private:
  std::vector<Allowed> all_;
};

/// Where the file of an entry goes, whatever its writer.
struct UploadTicket {
  std::string refusal;  ///< empty when it may come: "already_registered", "disallowed", "writer_error"
  std::uint64_t max_file_size = 0;
  std::uint64_t size = 0;
  std::chrono::milliseconds chunk_timeout{};
  std::unique_ptr<UploadWriter> writer;

  UploadTicket() = default;
  explicit UploadTicket(std::string why) : refusal(std::move(why)) {}
};

}  // namespace detail
}  // namespace anqa
