#include "anqa/live/upload_config.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "anqa/web/crypto/random.hpp"
#include "anqa/web/static_files.hpp"

namespace anqa {
namespace {

/// Entries that a view keeps, beyond what it takes, to be able to show why it does not take them.
constexpr std::size_t max_shown = 100;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string() : lower(name.substr(dot));
}

/// What the client says, cut to what anybody needs of it.
std::string text_at(const Params& from, std::string_view key) {
  constexpr std::size_t longest = 1024;
  return std::string(from.get(key).value_or("").substr(0, longest));
}

template <class Wanted>
std::string joined(const std::vector<UploadEntry>& entries, Wanted wanted) {
  std::string out;
  for (const UploadEntry& entry : entries) {
    if (!wanted(entry)) continue;
    if (!out.empty()) out += ',';
    out += entry.ref();
  }
  return out;
}

}  // namespace

std::string UploadConfig::active_refs() const {
  return joined(entries_, [](const UploadEntry&) { return true; });
}
std::string UploadConfig::done_refs() const {
  return joined(entries_, [](const UploadEntry& entry) { return entry.done(); });
}
std::string UploadConfig::preflighted_refs() const {
  return joined(entries_, [](const UploadEntry& entry) { return entry.preflighted(); });
}
std::string UploadConfig::error_refs() const {
  return joined(entries_, [this](const UploadEntry& entry) { return !errors(entry).empty(); });
}

std::vector<std::string> UploadConfig::errors(std::string_view ref) const {
  std::vector<std::string> reasons;
  for (const UploadError& error : errors_) {
    if (error.ref == ref) reasons.push_back(error.reason);
  }
  return reasons;
}

void UploadConfig::allow(std::string name, std::string ref, UploadOptions options, bool external) {
  if (!entries_.empty()) {
    throw std::logic_error("allow_upload of \"" + name +
                           "\" while it has files; cancel or consume them first");
  }
  for (const std::string& each : options.accept) {
    if (!each.starts_with('.') && each.find('/') == std::string::npos) {
      throw std::invalid_argument("allow_upload of \"" + name + "\": accept has \"" + each +
                                  "\"; expected an ending such as \".jpg\", a type such as \"image/png\", or "
                                  "\"image/*\"");
    }
  }
  name_ = std::move(name);
  ref_ = std::move(ref);
  accept_.clear();
  for (const std::string& each : options.accept) accept_ += (accept_.empty() ? "" : ",") + each;
  options_ = std::move(options);
  external_ = external;
  errors_.clear();
}

const UploadEntry* UploadConfig::find(std::string_view entry_ref) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const UploadEntry& each) { return each.ref_ == entry_ref; });
  return found == entries_.end() ? nullptr : &*found;
}

const UploadEntry* UploadConfig::find(Pid channel) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const UploadEntry& each) { return each.channel_ == channel; });
  return found == entries_.end() ? nullptr : &*found;
}

UploadEntry* UploadConfig::entry(std::string_view entry_ref) {
  return const_cast<UploadEntry*>(find(entry_ref));
}

bool UploadConfig::too_many() const {
  const std::size_t others = options_.max_entries_mode == UploadOptions::Mode::total ? consumed_ : 0;
  return entries_.size() + others > options_.max_entries;
}

bool UploadConfig::accepts(const UploadEntry& entry) const {
  if (options_.accept.empty()) return true;
  const std::string type = lower(entry.client_type_);
  const std::string ending = ending_of(entry.client_name_);
  return std::any_of(options_.accept.begin(), options_.accept.end(), [&](const std::string& each) {
    if (each.starts_with('.')) {
      if (ending == lower(each)) return true;
      return !type.empty() && type == content_type_of("a" + lower(each));
    }
    if (each.ends_with("/*")) return type.starts_with(std::string_view(each).substr(0, each.size() - 1));
    return type == lower(each);
  });
}

std::string UploadConfig::refusal(const UploadEntry& entry, const Params& from) const {
  const auto size = from["size"].term().as_integer();
  if (!size || *size < 0 || static_cast<std::uint64_t>(*size) > options_.max_file_size) return "too_large";
  if (!accepts(entry)) return "not_accepted";
  return options_.validator != nullptr ? options_.validator(entry) : std::string();
}

bool UploadConfig::put_entries(const Params& given) {
  std::vector<Params> fresh;
  for (const Term& each : given.term().items()) {
    const Params from(each);
    const std::string ref = text_at(from, "ref");
    if (!ref.empty() && find(ref) == nullptr &&
        entries_.size() + fresh.size() < options_.max_entries + max_shown) {
      fresh.push_back(from);
    }
  }
  // One that takes a single file takes the next one in the place of the last.
  if (options_.max_entries == 1 && fresh.size() == 1 && entries_.size() == 1 && !entries_[0].channel_) {
    drop(std::string(entries_[0].ref_), false);
  }
  for (const Params& from : fresh) {
    UploadEntry entry;
    entry.ref_ = text_at(from, "ref");
    if (find(entry.ref_) != nullptr) continue;
    entry.upload_ref_ = ref_;
    entry.uuid_ = random_token(16);
    entry.client_name_ = text_at(from, "name");
    entry.client_relative_path_ = text_at(from, "relative_path");
    entry.client_type_ = text_at(from, "type");
    entry.client_size_ =
        static_cast<std::uint64_t>(std::max<std::int64_t>(from["size"].term().as_integer().value_or(0), 0));
    entry.client_last_modified_ = from["last_modified"].term().as_integer().value_or(0);
    entry.client_meta_ = from["meta"].term();
    const std::string reason = refusal(entry, from);
    entry.valid_ = reason.empty();
    if (!reason.empty()) errors_.push_back({entry.ref_, reason});
    entries_.push_back(std::move(entry));
  }
  std::erase_if(errors_, [this](const UploadError& error) { return error.ref == ref_; });
  if (too_many()) errors_.push_back({ref_, "too_many_files"});
  return errors_.empty();
}

std::vector<const UploadEntry*> UploadConfig::mark_preflighted(const std::vector<std::string>& refs) {
  std::vector<const UploadEntry*> marked;
  for (UploadEntry& each : entries_) {
    if (each.preflighted_ || !each.valid_ || std::find(refs.begin(), refs.end(), each.ref_) == refs.end())
      continue;
    each.preflighted_ = true;
    marked.push_back(&each);
  }
  return marked;
}

void UploadConfig::set_channel(std::string_view entry_ref, Pid channel) {
  if (UploadEntry* found = entry(entry_ref)) found->channel_ = channel;
}

void UploadConfig::set_received(std::string_view entry_ref, UploadMeta meta) {
  if (UploadEntry* found = entry(entry_ref)) {
    found->received_ = true;
    found->meta_ = std::move(meta);
  }
}

void UploadConfig::set_meta(std::string_view entry_ref, Term data) {
  if (UploadEntry* found = entry(entry_ref)) found->meta_.data = std::move(data);
}

bool UploadConfig::set_progress(std::string_view entry_ref, int progress) {
  UploadEntry* found = entry(entry_ref);
  if (found == nullptr || progress < 0 || progress > 100) return false;
  // The client may say what it likes of a file of which the last byte has not come.
  if (progress == 100 && !external_ && !found->received_) return false;
  found->progress_ = progress;
  found->done_ = progress == 100;
  return true;
}

void UploadConfig::put_error(std::string_view entry_ref, std::string reason) {
  if (find(entry_ref) != nullptr) errors_.push_back({std::string(entry_ref), std::move(reason)});
}

void UploadConfig::drop(std::string_view entry_ref, bool consumed) {
  const std::string ref(entry_ref);
  consumed_ +=
      std::erase_if(entries_, [&](const UploadEntry& each) { return each.ref_ == ref; }) > 0 && consumed;
  std::erase_if(errors_, [&](const UploadError& error) { return error.ref == ref; });
  if (!too_many()) std::erase_if(errors_, [this](const UploadError& error) { return error.ref == ref_; });
}

}  // namespace anqa
