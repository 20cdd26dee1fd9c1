// Uploads on the view's side: what is selected, what may come, how far it is, what it came to.
#include <system_error>

#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/upload.hpp"

namespace anqa::detail {
namespace {

/// A temporary file.
class FileWriter final : public UploadWriter {
 public:
  explicit FileWriter(const std::string& folder) : file_(std::make_shared<UploadFile>(folder)) {}

  result<void> write_chunk(std::string_view bytes) override {
    try {
      file_->write(bytes);
    } catch (const std::system_error& error) {
      return fail(error.what());
    }
    return {};
  }
  result<UploadMeta> close() override {
    file_->close();
    UploadMeta meta{.path = file_->path(), .data = {}};
    meta.keep = std::move(file_);
    return meta;
  }

 private:
  std::shared_ptr<UploadFile> file_;
};

std::vector<std::string> refs_of(const Params& entries) {
  std::vector<std::string> refs;
  for (const Term& each : entries.term().items()) {
    if (const auto ref = each["ref"].as_binary()) refs.emplace_back(*ref);
  }
  return refs;
}

}  // namespace

LiveInstance* LiveChannel::owner_of(std::uint32_t cid) const {
  return cid == 0 ? view_.get() : view_->component({cid});
}

LiveChannel::Uploading LiveChannel::find_upload(const Params& payload) const {
  const auto cid = payload["cid"].term().as_integer().value_or(0);
  LiveInstance* owner = cid >= 0 && cid <= UINT32_MAX ? owner_of(static_cast<std::uint32_t>(cid)) : nullptr;
  if (owner == nullptr || owner->socket().uploads() == nullptr) return {};
  return {owner, owner->socket().uploads()->find(payload.get("ref").value_or(""))};
}

/// A form that has file inputs tells with each change what is selected.
void LiveChannel::take_selected(LiveInstance* owner, const Params& selected) {
  LiveUploads* uploads = owner->socket().uploads();
  for (const auto& [ref, entries] : selected.term().entries()) {
    const auto* upload = uploads == nullptr ? nullptr : uploads->find(ref.as_binary().value_or(""));
    if (upload == nullptr) continue;
    upload->config->put_entries(Params(entries));
    owner->socket().mark(upload->field);
  }
}

Task<void> LiveChannel::allow_upload(SocketMessage message) {
  handling_ = message.event;
  const auto [owner, upload] = find_upload(message.payload);
  if (upload == nullptr) {
    link().reply_json(message.ref, "error", R"({"reason":"no such upload"})");
    co_return;
  }
  UploadConfig& config = *upload->config;
  const Params entries = message.payload["entries"];
  const bool taken = config.put_entries(entries);
  owner->socket().mark(upload->field);
  std::string head;
  json::Writer writer(head);
  writer.begin_object().key("ref").value(config.ref());
  if (!taken && !config.errors().empty()) {
    writer.key("error").begin_array();
    for (const auto& error : config.all_errors()) {
      writer.begin_array().value(error.ref).value(error.reason).end_array();
    }
    writer.end_array();
  } else {
    preflight(writer, owner, *upload, refs_of(entries));
  }
  writer.end_object();
  // What the handlers of the view changed comes along, in the same answer.
  head.pop_back();
  answer_ = std::make_unique<Answer>();
  const std::size_t start = head.size();
  answer_->out = std::move(head) + R"(,"diff":)";
  if (auto rest = view_->write_diff(&answer_->out, &answer_->anything)) co_await std::move(rest);
  const auto answer = std::move(answer_);
  if (!answer->anything) answer->out.resize(start);
  answer->out += '}';
  link().reply_json(message.ref, "ok", answer->out);
}

void LiveChannel::preflight(json::Writer& writer, LiveInstance* owner, const LiveUploads::Allowed& upload,
                            const std::vector<std::string>& refs) {
  UploadConfig& config = *upload.config;
  const UploadOptions& options = config.options();
  const auto number = [](auto value) { return Term(static_cast<std::int64_t>(value)); };
  writer.key("config").value(Term::map({{"max_file_size", number(options.max_file_size)},
                                        {"max_entries", number(options.max_entries)},
                                        {"chunk_size", number(options.chunk_size)},
                                        {"chunk_timeout", number(options.chunk_timeout.count())}}));
  std::vector<std::string> ready;
  for (const UploadEntry* entry : config.mark_preflighted(refs)) ready.push_back(entry->ref());
  writer.key("entries").begin_object();
  for (const std::string& ref : ready) {
    if (upload.presign == nullptr) {
      writer.key(ref).value(
          tokens().sign(UploadToken{self(), config.ref(), ref, owner->socket().myself().number}));
      continue;
    }
    auto meta = upload.presign(*owner, *config.find(ref));
    if (!meta) {
      config.put_error(ref, meta.error().message);
      continue;
    }
    if (!(*meta)["uploader"].as_binary()) {
      throw std::logic_error("presign_upload of \"" + config.name() +
                             "\" gave no \"uploader\": the name of one of the page's uploaders");
    }
    writer.key(ref).value(*meta);
    config.set_meta(ref, std::move(*meta));
  }
  writer.end_object().key("errors").begin_object();
  for (const std::string& ref : refs) {
    const UploadEntry* entry = config.find(ref);
    const auto reasons = entry == nullptr ? std::vector<std::string>{} : config.errors(*entry);
    if (reasons.empty()) continue;
    writer.key(ref).begin_array();
    for (const std::string& reason : reasons) writer.value(reason);
    writer.end_array();
  }
  writer.end_object();
}

Task<void> LiveChannel::progress(SocketMessage message) {
  handling_ = message.event;
  const auto [owner, upload] = find_upload(message.payload);
  const std::string entry_ref(message.payload.get("entry_ref").value_or(""));
  if (upload == nullptr || upload->config->find(entry_ref) == nullptr) {
    link().reply_json(message.ref, "ok", "{}");
    co_return;
  }
  const Params said = message.payload["progress"];
  if (const auto percent = said.term().as_integer()) {
    if (*percent < 0 || *percent > 100 ||
        !upload->config->set_progress(entry_ref, static_cast<int>(*percent))) {
      link().reply_json(message.ref, "ok", "{}");
      co_return;
    }
  } else {
    upload->config->put_error(entry_ref, "external_client_failure");
  }
  owner->socket().mark(upload->field);
  Task<void> handler;
  if (upload->progress != nullptr) {
    const UploadEntry entry = *upload->config->find(entry_ref);  // the handler may consume it
    handler = upload->progress(*owner, entry);
    if (handler) co_await std::move(handler);
  }
  if (auto rest = settle({}, message.ref)) co_await std::move(rest);
}

UploadTicket LiveChannel::handle_call(const UploadJoin& join) {
  LiveInstance* owner = owner_of(join.cid);
  LiveUploads* uploads = owner == nullptr ? nullptr : owner->socket().uploads();
  const LiveUploads::Allowed* upload = uploads == nullptr ? nullptr : uploads->find(join.upload_ref);
  const UploadEntry* entry = upload == nullptr ? nullptr : upload->config->find(join.entry_ref);
  if (entry == nullptr || !entry->valid() || !entry->preflighted()) return UploadTicket("disallowed");
  if (UploadConfig::channel(*entry)) return UploadTicket("already_registered");
  const UploadOptions& options = upload->config->options();
  UploadTicket ticket;
  ticket.max_file_size = options.max_file_size;
  ticket.size = entry->client_size();
  ticket.chunk_timeout = options.chunk_timeout;
  try {
    ticket.writer =
        options.writer != nullptr ? options.writer(*entry) : std::make_unique<FileWriter>(std::string());
  } catch (const std::exception& error) {
    log_error("live view " + std::string(name()) + ": no writer for an upload: " + error.what());
    return UploadTicket("writer_error");
  }
  if (ticket.writer == nullptr) return UploadTicket("writer_error");
  upload->config->set_channel(join.entry_ref, join.channel);
  monitor(join.channel);
  return ticket;
}

Task<void> LiveChannel::handle_info(UploadReceived received) {
  LiveInstance* owner = owner_of(received.cid);
  if (owner == nullptr || owner->socket().uploads() == nullptr) return {};
  if (const auto* upload = owner->socket().uploads()->find(received.upload_ref)) {
    upload->config->set_received(received.entry_ref, std::move(received.meta));
  }
  return {};
}

Task<void> LiveChannel::handle_info(const UploadFailed& failed) {
  LiveInstance* owner = owner_of(failed.cid);
  if (owner == nullptr || owner->socket().uploads() == nullptr) return {};
  const auto* upload = owner->socket().uploads()->find(failed.upload_ref);
  if (upload == nullptr) return {};
  upload->config->set_channel(failed.entry_ref, {});
  upload->config->put_error(failed.entry_ref, failed.reason);
  owner->socket().mark(upload->field);
  return settle({}, std::nullopt);
}

/// The process of a file has ended without a word of it: its client has left its channel, or it was killed.
bool LiveChannel::upload_ended(Pid channel) {
  std::vector<LiveInstance*> owners{view_.get()};
  if (view_->components() != nullptr) {
    for (ComponentInstance* each : view_->components()->all()) owners.push_back(each);
  }
  for (LiveInstance* owner : owners) {
    const LiveUploads* uploads = owner->socket().uploads();
    const auto* upload = uploads == nullptr ? nullptr : uploads->find(channel);
    if (upload == nullptr) continue;
    const UploadEntry& entry = *upload->config->find(channel);
    const std::string ref = entry.ref();
    const bool complete = UploadConfig::received(entry);
    upload->config->set_channel(ref, {});
    if (!complete) upload->config->put_error(ref, "interrupted");
    owner->socket().mark(upload->field);
    return true;
  }
  return false;
}

}  // namespace anqa::detail
