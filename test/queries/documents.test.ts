import { describe, expect, it } from 'vitest';
import { linesOf, queriesOf } from './queries-of.ts';

const MODELS = `
  const mongoose = require('mongoose');
  const postSchema = new mongoose.Schema({ title: String });
  postSchema.virtual('comments', { ref: 'Comment', localField: '_id', foreignField: 'post' });
  exports.Post = mongoose.model('Post', postSchema);
  exports.Comment = mongoose.model('Comment', new mongoose.Schema({ post: String }));
`;

describe('queries of documents', () => {
  it('look up other collections by fields of theirs', async () => {
    const lines = await linesOf(['mongoose'], {
      'models.js': MODELS,
      'a.js': `
        const { Post } = require('./models');
        exports.a = (id) => Post.find({ title: 'x' }).populate('comments');
        exports.b = (title) => Post.aggregate([
          { $match: { title } },
          { $lookup: { from: 'comments', localField: '_id', foreignField: 'post', as: 'all' } },
          { $match: { 'all.text': 'y' } },
        ]);
        exports.c = () => Post.find({ title: /x/ }).count();`,
    });
    expect(lines).toEqual([
      'select Post+Comment [title equality, Comment.post equality]',
      'aggregate Post+comments [title equality, comments.post equality]',
      'count Post [title pattern]',
    ]);
  });

  it('run code that is built from a request', async () => {
    const [query] = await queriesOf(['mongodb', 'express'], {
      'a.js': `
        const { MongoClient } = require('mongodb');
        const express = require('express');
        const app = express();
        const client = new MongoClient('x');
        const criteria = (name) => ({ $where: \`this.name == '\${name}'\` });
        app.get('/a', async (req, res) => {
          res.json(await client.db('a').collection('users').find(criteria(req.query.name)).toArray());
        });`,
    });
    expect(query?.sql?.holes.map(({ name, from }) => `${name} ${from}`)).toEqual(['req.query.name request']);
  });

  it('of a helper that serves several models go to each', async () => {
    const lines = await linesOf(['mongoose'], {
      'models.js': MODELS,
      'list.js': 'module.exports = (model) => async (req, res) => res.json(await model.find().limit(5));',
      'a.js': `
        const { Comment, Post } = require('./models');
        const list = require('./list');
        exports.posts = list(Post);
        exports.comments = list(Comment);`,
    });
    expect(lines.sort()).toEqual(['select Comment [] limit 5', 'select Post [] limit 5']);
  });
});

describe('models of Sequelize', () => {
  it('are made by files whose client an index gives them', async () => {
    const lines = await linesOf(['sequelize'], {
      'models/index.js': `
        const fs = require('fs');
        const path = require('path');
        const Sequelize = require('sequelize');
        const sequelize = new Sequelize('x');
        const db = {};
        fs.readdirSync(__dirname).forEach((file) => {
          const model = sequelize.import(path.join(__dirname, file));
          db[model.name] = model;
        });
        module.exports = db;`,
      'models/product.js': `
        module.exports = (sequelize, DataTypes) => {
          const Product = sequelize.define('Product', { name: DataTypes.STRING });
          return Product;
        };`,
      'a.js': `
        const db = require('./models');
        exports.a = () => db.Product.find({ where: { name: 'x' } });
        exports.b = (items) => items.forEach((item) => {
          const product = new db.Product();
          product.name = item.name;
          product.save();
        });`,
    });
    expect(lines).toEqual([
      'select Product [name equality] singleRow',
      'upsert Product [] singleRow in loop over items',
    ]);
  });
});

describe('text of SQL', () => {
  it('may be a request’s as a whole', async () => {
    const [query] = await queriesOf(['pg', 'express'], {
      'a.js': `
        const { Pool } = require('pg');
        const express = require('express');
        const pool = new Pool();
        const app = express();
        app.post('/a', async (req, res) => res.json(await pool.query(req.body.sql)));`,
    });
    expect(query?.sql).toMatchObject({ text: '?', holes: [{ name: 'req.body.sql', from: 'request' }] });
  });
});
