#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/term/params.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

class UploadEntry;

/// What an upload has come to: for the writer that an upload has by default, a file.
struct UploadMeta {
  /// Of a temporary file, which is gone when its entry is: move it to where it is to stay.
  std::string path;
  /// What a writer of one's own wants to say, or what presign_upload gave.
  Term data;
  /// Keeps the file.
  std::shared_ptr<const void> keep = nullptr;
};

/// Where the bytes of one file go. Runs in a process of its own; an error ends the upload of this file, with
/// the entry's error "writer_failure".
class UploadWriter {
 public:
  virtual ~UploadWriter() = default;
  virtual result<void> write_chunk(std::string_view bytes) = 0;
  /// All of it was written.
  virtual result<UploadMeta> close() = 0;
};

/// What a view takes: `socket.allow_upload<&Assigns::avatar>({.accept = {".jpg", ".png"}, .max_entries =
/// 3})`.
struct UploadOptions {
  enum class Mode : std::uint8_t {
    selected,  ///< max_entries counts those that are selected and not consumed
    total,     ///< and those that were consumed, too
  };

  /// Endings (".jpg"), types ("image/png") and "image/*", "audio/*", "video/*". Empty: any. What a client
  /// says of a file is checked against them, which says little about what is in it.
  std::vector<std::string> accept = {};
  std::size_t max_entries = 1;
  Mode max_entries_mode = Mode::selected;
  std::uint64_t max_file_size = 8'000'000;  ///< bytes
  std::uint32_t chunk_size = 64'000;        ///< bytes
  std::chrono::milliseconds chunk_timeout{10'000};
  /// Files are sent as soon as they are selected, not when the form is submitted.
  bool auto_upload = false;
  /// Null: a temporary file.
  std::unique_ptr<UploadWriter> (*writer)(const UploadEntry& entry) = nullptr;
  /// A reason why a file is not taken, or "". Asked beside the other checks.
  std::string (*validator)(const UploadEntry& entry) = nullptr;
};

/// One file that a visitor has selected. What begins with `client_` is what the browser said, not to be
/// trusted.
class UploadEntry {
 public:
  const std::string& ref() const { return ref_; }
  const std::string& upload_ref() const { return upload_ref_; }
  const std::string& uuid() const { return uuid_; }
  const std::string& client_name() const { return client_name_; }
  const std::string& client_relative_path() const { return client_relative_path_; }
  std::uint64_t client_size() const { return client_size_; }
  const std::string& client_type() const { return client_type_; }
  std::int64_t client_last_modified() const { return client_last_modified_; }
  const Term& client_meta() const { return client_meta_; }
  /// 0 to 100.
  int progress() const { return progress_; }
  bool preflighted() const { return preflighted_; }
  bool cancelled() const { return cancelled_; }
  bool valid() const { return valid_; }
  /// All of it is here.
  bool done() const { return done_; }

 private:
  friend class UploadConfig;
  std::string ref_, upload_ref_, uuid_, client_name_, client_relative_path_, client_type_;
  std::uint64_t client_size_ = 0;
  std::int64_t client_last_modified_ = 0;
  Term client_meta_;
  int progress_ = 0;
  bool preflighted_ = false, cancelled_ = false, valid_ = false, done_ = false, received_ = false;
  Pid channel_;
  UploadMeta meta_;
};

/// The state of an upload, as an assign: `anqa::UploadConfig avatar;`, shown by `<.live_file_input
/// upload={@avatar} />` and gone over by `:for={entry <- @avatar.entries()}`. Changed by the socket's
/// allow_upload, cancel_upload and consume_uploaded_entries.
class UploadConfig {
 public:
  struct UploadError {
    std::string ref;  ///< of the entry, or of the whole upload
    std::string reason;
  };

  /// Of its element; empty before allow_upload.
  const std::string& ref() const { return ref_; }
  const std::string& name() const { return name_; }
  /// ".jpg,.png"; empty for any.
  const std::string& accept() const { return accept_; }
  std::size_t max_entries() const { return options_.max_entries; }
  std::uint64_t max_file_size() const { return options_.max_file_size; }
  bool auto_upload() const { return options_.auto_upload; }
  bool external() const { return external_; }
  const std::vector<UploadEntry>& entries() const { return entries_; }
  /// "too_many_files": what is wrong with the upload as a whole.
  std::vector<std::string> errors() const { return errors(ref_); }
  /// "too_large", "not_accepted", "external_client_failure", "writer_failure", "interrupted", and what a
  /// validator said.
  std::vector<std::string> errors(const UploadEntry& entry) const { return errors(entry.ref()); }
  const std::vector<UploadError>& all_errors() const { return errors_; }
  // Refs with commas between them, as the browser's side wants them.
  std::string active_refs() const;
  std::string done_refs() const;
  std::string preflighted_refs() const;
  std::string error_refs() const;

  // What follows is for the room's own parts.
  void allow(std::string name, std::string ref, UploadOptions options, bool external);
  const UploadOptions& options() const { return options_; }
  const UploadEntry* find(std::string_view entry_ref) const;
  const UploadEntry* find(Pid channel) const;
  /// What the browser says is selected. False when that is refused.
  bool put_entries(const Params& entries);
  /// Those whose way is free from now on.
  std::vector<const UploadEntry*> mark_preflighted(const std::vector<std::string>& refs);
  void set_channel(std::string_view entry_ref, Pid channel);
  void set_received(std::string_view entry_ref, UploadMeta meta);
  void set_meta(std::string_view entry_ref, Term data);
  /// False for an entry that is not there, or for a progress that cannot be.
  bool set_progress(std::string_view entry_ref, int progress);
  void put_error(std::string_view entry_ref, std::string reason);
  void drop(std::string_view entry_ref, bool consumed);
  static const UploadMeta& meta(const UploadEntry& entry) { return entry.meta_; }
  static Pid channel(const UploadEntry& entry) { return entry.channel_; }
  static bool received(const UploadEntry& entry) { return entry.received_; }

 private:
  std::vector<std::string> errors(std::string_view ref) const;
  UploadEntry* entry(std::string_view entry_ref);
  bool too_many() const;
  std::string refusal(const UploadEntry& entry, const Params& from) const;
  bool accepts(const UploadEntry& entry) const;

  std::string ref_, name_, accept_;
  UploadOptions options_;
  bool external_ = false;
  std::size_t consumed_ = 0;
  std::vector<UploadEntry> entries_;
  std::vector<UploadError> errors_;
};

}  // namespace anqa
