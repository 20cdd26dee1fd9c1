#include <algorithm>

#include "anqa/testing/internal/live_bindings.hpp"
#include "anqa/testing/live_view_test.hpp"

namespace anqa {

/// What a browser keeps of the files that were chosen.
struct LiveFileInput::State {
  struct Sending {
    LiveFile file;
    std::string ref;
    std::string join_ref = {};
    std::size_t sent = 0;
    bool joined = false;
  };
  std::shared_ptr<detail::LiveClient> client;
  std::string id, selector, name;
  std::vector<Sending> files;
  std::string upload_ref = {};
  std::string view_id = {};
  std::optional<std::int64_t> cid = {};
  std::size_t chunk_size = 0;
  Term preflight = {};
};

namespace {

using detail::Located;

Term entry_of(const LiveFile& file, const std::string& ref, const std::string& input_name) {
  Term entry = Term::map({{"path", input_name},
                          {"ref", ref},
                          {"name", file.name},
                          {"relative_path", file.relative_path},
                          {"type", file.type},
                          {"size", file.size.value_or(file.content.size())},
                          {"last_modified", file.last_modified.value_or(0)}});
  if (!file.meta.is_nil()) entry.set("meta", file.meta);
  return entry;
}

}  // namespace

LiveFileInput::LiveFileInput(LiveViewTest view, std::string selector, std::string name,
                             std::vector<LiveFile> files)
    : state_(std::make_shared<State>(State{.client = view.client_,
                                           .id = view.id_,
                                           .selector = std::move(selector),
                                           .name = std::move(name),
                                           .files = {}})) {
  for (LiveFile& file : files) {
    state_->files.push_back({.file = std::move(file), .ref = state_->client->next_file_ref()});
  }
}

namespace detail {

/// The steps of an upload; friends of nobody, as they work on the state only.
template <class State>
struct UploadSteps {
  using Shared = std::shared_ptr<State>;

  static Term entries(const State& state) {
    std::vector<Term> all;
    for (const auto& sending : state.files) all.push_back(entry_of(sending.file, sending.ref, state.name));
    return Term::list(std::move(all));
  }

  static Task<std::string> choose(Shared state) {
    state->client->check_alive(state->id);
    co_await state->client->synchronize(state->id);
    const Located form = state->client->find(state->id, state->selector, "");
    const HtmlNode* found = nullptr;
    for (const FoundElement& input : CssSelector("input[type=file]").all(form.node())) {
      if (input.node->get("name") == state->name) found = input.node;
    }
    if (found == nullptr || !found->get("data-phx-upload-ref")) {
      throw std::runtime_error("no <.live_file_input> \"" + state->name + "\" is in " +
                               outer_html(form.node()));
    }
    if (!form.node().get("phx-change")) {
      throw std::runtime_error("the form of an upload needs a phx-change: " + outer_html(form.node()));
    }
    state->upload_ref = *found->get("data-phx-upload-ref");
    const EventTarget target = state->client->targets(form, Term(form.node().get_or("phx-target"))).front();
    state->view_id = target.view_id;
    state->cid = target.cid;
    LiveFields fields(*form.page, form.node());
    const Params value = {{"form", fields.encoded()},
                          {"uploads", Term::map({{state->upload_ref, entries(*state)}})}};
    co_return co_await run_binding(state->client, form, "phx-change", "form", value,
                                   Term::map({{"_target", state->name}}));
  }

  static Task<Term> ask(Shared state) {
    if (state->upload_ref.empty()) co_await choose(state);
    Params payload = {{"ref", state->upload_ref}, {"entries", entries(*state)}};
    if (state->cid) payload.set("cid", *state->cid);
    const Term answer = co_await state->client->push(state->view_id, "allow_upload", payload.term());
    state->preflight = answer;
    state->chunk_size = static_cast<std::size_t>(answer["config"]["chunk_size"].as_integer().value_or(64000));
    co_return answer;
  }

  static Task<void> tell_progress(Shared state, std::string ref, Term progress) {
    Params payload = {
        {"event", Term()}, {"ref", state->upload_ref}, {"entry_ref", ref}, {"progress", progress}};
    if (state->cid) payload.set("cid", *state->cid);
    co_await state->client->push(state->view_id, "progress", payload.term());
  }

  static Task<std::string> send(Shared state, std::string name, int percent) {
    if (state->preflight.is_nil()) co_await ask(state);
    std::size_t index = 0;
    while (index < state->files.size() && state->files[index].file.name != name) ++index;
    if (index == state->files.size()) throw std::runtime_error("no file \"" + name + "\" was chosen");
    const std::string ref = state->files[index].ref;
    const Term token = state->preflight["entries"][ref];
    if (token.is_nil()) {
      throw std::runtime_error("the view refuses \"" + name + "\": " + inspect(state->preflight));
    }
    if (token.is_map()) {  // sent elsewhere by the page's JavaScript
      co_await tell_progress(state, ref, Term(percent));
      co_return state->client->html(state->id);
    }
    const std::string topic = "lvu:" + ref;
    if (!state->files[index].joined) {
      state->files[index].join_ref = state->client->next_ref();
      const auto [status, response] = co_await state->client->exchange(
          topic, state->files[index].join_ref, "phx_join", Term::map({{"token", token}}));
      if (status != "ok")
        throw std::runtime_error("the upload of \"" + name + "\" was refused: " + inspect(response));
      state->files[index].joined = true;
    }
    co_return co_await send_chunks(state, index, percent);
  }

  static Task<std::string> send_chunks(Shared state, std::size_t index, int percent) {
    const std::size_t size = state->files[index].file.content.size();
    const std::size_t rest = size - state->files[index].sent;
    const std::size_t until =
        percent >= 100 ? size : state->files[index].sent + rest * static_cast<std::size_t>(percent) / 100;
    const std::string topic = "lvu:" + state->files[index].ref;
    while (state->files[index].sent < until) {
      const std::size_t from = state->files[index].sent;
      const std::size_t length = std::min(state->chunk_size, until - from);
      const auto [status, response] =
          co_await state->client->exchange_binary(topic, state->files[index].join_ref, "chunk",
                                                  state->files[index].file.content.substr(from, length));
      if (status != "ok") {
        throw std::runtime_error("the upload of \"" + state->files[index].file.name +
                                 "\" was stopped: " + inspect(response));
      }
      state->files[index].sent += length;
      const auto done = static_cast<std::int64_t>(state->files[index].sent * 100 / size);
      co_await tell_progress(state, state->files[index].ref, Term(done));
    }
    co_return state->client->html(state->id);
  }
};

}  // namespace detail

Task<std::string> LiveFileInput::render_change() const { return detail::UploadSteps<State>::choose(state_); }
Task<Term> LiveFileInput::preflight_upload() { return detail::UploadSteps<State>::ask(state_); }
Task<std::string> LiveFileInput::render_upload(std::string name, int percent) {
  return detail::UploadSteps<State>::send(state_, std::move(name), percent);
}

LiveFileInput LiveViewTest::file_input(std::string selector, std::string name,
                                       std::vector<LiveFile> files) const {
  return {*this, std::move(selector), std::move(name), std::move(files)};
}

}  // namespace anqa
